package io.hauberk.throttle;

import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.limit.Fields;
import io.hauberk.limit.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a throttle says and records. Made once; thread-safe. */
final class Answers {
    private final Terms terms;
    private final Map<String, Decision> passed = new ConcurrentHashMap<>();
    private final Rejection queueFull;
    private final Rejection waitTooLong;
    private final Rejection deadlineTooNear;
    private final Rejection tooManyWaiting;
    private final Rejection gone;

    Answers(Terms terms) {
        this.terms = terms;
        String pace = "Requests pass one after the other, " + terms.limit() + " in " + Wording.compact(terms.per());
        this.queueFull = tooFast("queue-full", pace + ", and too many wait already.");
        this.waitTooLong = tooFast("wait-too-long", pace + ", and this one would wait too long.");
        this.deadlineTooNear = tooFast("deadline-too-near", pace + ", and this one would be too late.");
        this.tooManyWaiting = refusal(503, "too-many-waiting", "Too many requests wait at this moment.")
                .type(Fields.REDUCED_CAPACITY);
        this.gone = refusal(503, "client-gone", "The request was given up while it waited.");
    }

    private Rejection tooFast(String reason, String sentence) {
        return refusal(429, reason, sentence)
                .type(Fields.QUOTA_EXCEEDED)
                .member("violated-policies", List.of(terms.name()));
    }

    private Rejection refusal(int status, String reason, String sentence) {
        return Rejection.of(Throttle.NAME, status, reason).by(terms.name()).because(sentence);
    }

    /** Why a request that would wait for so long may not, and when it may. */
    Rejection refused(long wait, long deadline) {
        long longest = terms.longest().toNanos();
        if (terms.most() == 0) {
            return in(queueFull, wait);
        }
        long patience = Math.min(longest, deadline);
        if (wait <= patience) {
            // One place becomes free with each slot.
            return in(queueFull, terms.per().toNanos() / terms.limit());
        }
        return in(longest <= deadline ? waitTooLong : deadlineTooNear, wait - Math.max(0, patience));
    }

    /** Too many wait, of whatever key. */
    Rejection tooManyWaiting() {
        return tooManyWaiting.retryAfter(Duration.ofSeconds(1));
    }

    Rejection gone() {
        return gone;
    }

    private static Rejection in(Rejection rejection, long nanos) {
        return rejection.retryAfter(Duration.ofMillis(nanos / 1_000_000 + 1));
    }

    void passed(Request request) {
        String basis = terms.by().basis(request);
        Decision decision = passed.get(basis);
        request.exchange()
                .record(decision != null ? decision : passed.computeIfAbsent(basis, b -> decision("by " + b)));
    }

    void waited(Request request, long nanos) {
        request.exchange()
                .record(decision(new Waited("waited", nanos, terms.by().basis(request))));
    }

    void wouldWait(Request request, long nanos) {
        request.exchange()
                .record(decision(new Waited("would wait", nanos, terms.by().basis(request))));
    }

    private Decision decision(Object input) {
        return new Decision(
                Throttle.NAME, input instanceof String ? Outcome.ALLOWED : Outcome.APPLIED, terms.name(), input);
    }

    void refused(Exchange exchange, Request request, Rejection rejection, Outcome outcome) {
        exchange.record(new Decision(
                Throttle.NAME, Outcome.APPLIED, terms.name(), "by " + terms.by().basis(request)));
        exchange.record(rejection.decision(outcome));
    }

    /** How long, and by what it was counted; made text when it is read. */
    private record Waited(String verb, long nanos, String basis) {
        @Override
        public String toString() {
            return verb + " " + (nanos + 999_999) / 1_000_000 + " ms, by " + basis;
        }
    }
}
