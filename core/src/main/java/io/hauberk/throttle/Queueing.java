package io.hauberk.throttle;

import io.hauberk.End;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.service.CallDeadline;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A throttle at work: who is first in a line sleeps until its slot, the others wait to become the first. */
final class Queueing {
    private final Terms terms;
    private final Lines lines;
    private final Answers answers;
    private final Sleeper sleeper;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Waits waits;

    Queueing(Terms terms, Pace pace, Answers answers, Sleeper sleeper) {
        this.terms = terms;
        this.lines = new Lines(pace, terms.maxKeys());
        this.answers = answers;
        this.sleeper = sleeper;
    }

    Sleeper sleeper() {
        return sleeper;
    }

    int waiting() {
        return waiting.get();
    }

    void show(MeterRegistry registry) {
        waits = Waits.of(registry, terms.name(), waiting);
    }

    Response handle(Request request, Handler next) throws IOException {
        long now = request.exchange().ticker().nanos();
        long key = terms.by().hash(request);
        long wait = lines.of(key, now).tryPass(now);
        while (wait == Line.CLOSED) {
            Thread.onSpinWait();
            wait = lines.of(key, now).tryPass(now);
        }
        if (wait == 0) {
            answers.passed(request);
            return next.handle(request);
        }
        Rejection rejection = queue(request, key, now);
        if (rejection == null) {
            return next.handle(request);
        }
        answers.refused(request.exchange(), request, rejection, Outcome.REFUSED);
        return Response.refused(rejection);
    }

    /** Waits for the turn; null once it has come. */
    private @Nullable Rejection queue(Request request, long key, long now) throws IOException {
        if (waiting.incrementAndGet() > terms.total() && terms.most() > 0) {
            waiting.decrementAndGet();
            return answers.tooManyWaiting();
        }
        Place place = new Place();
        try {
            long deadline = CallDeadline.of(request).remainingNanos();
            long most = Math.min(deadline, terms.longest().toNanos());
            Line line = lines.of(key, now);
            long wait = line.join(place, now, terms.most(), most);
            while (wait == Line.CLOSED) {
                Thread.onSpinWait();
                line = lines.of(key, now);
                wait = line.join(place, now, terms.most(), most);
            }
            return wait < 0 ? answers.refused(~wait, deadline) : await(request, line, place, now);
        } finally {
            place.accept(End.CANCELLED);
            waiting.decrementAndGet();
        }
    }

    private @Nullable Rejection await(Request request, Line line, Place place, long began) throws IOException {
        request.exchange().onEnd(place);
        Ticker ticker = request.exchange().ticker();
        while (true) {
            awaitFirst(line, place);
            long now = ticker.nanos();
            Line.Turn turn = line.turn(place, now);
            if (turn.left()) {
                return answers.gone();
            }
            if (turn.passed()) {
                measured(request, now - began);
                return null;
            }
            long deadline = CallDeadline.of(request).remainingNanos();
            if (turn.nanos() > deadline) {
                // Threads may wake late, and deadlines may come nearer.
                return answers.refused(turn.nanos(), deadline);
            }
            sleeper.sleep(Duration.ofNanos(turn.nanos()));
        }
    }

    private static void awaitFirst(Line line, Place place) throws InterruptedIOException {
        try {
            line.awaitFirst(place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting in a throttle.");
        }
    }

    private void measured(Request request, long nanos) {
        answers.waited(request, nanos);
        Waits known = waits;
        if (known != null) {
            known.record(nanos);
        }
    }
}
