package io.hauberk.service;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt from the choice of its endpoint to the last byte of its answer. It is also what the decision record shows.
 * Tells the pool and the meters exactly once how it went.
 */
final class Trip implements Consumer<End>, Upstream {
    private final CallChain chain;
    private final Choice choice;
    private final Member member;
    private final boolean probe;
    /** Whether it has all the time that is configured for an attempt, so that running out of it tells something. */
    private boolean patient;

    private long began;
    /** When the head of its answer was there, or it was clear that there will be none. */
    private long headAt;

    private @Nullable Exchange exchange;
    /** Another attempt of the call has won. */
    private volatile boolean lost;

    private byte ordinal;
    private @Nullable String reason;
    private short status;

    Trip(CallChain chain, Choice choice) {
        this.chain = chain;
        this.choice = choice;
        this.member = choice.member();
        this.probe = choice.probe();
    }

    Member member() {
        return member;
    }

    @Override
    public String service() {
        return chain.service().name();
    }

    @Override
    public Endpoint endpoint() {
        return member.endpoint();
    }

    @Override
    public int attempt() {
        return ordinal;
    }

    @Override
    public Exchange exchange() {
        return Objects.requireNonNull(exchange, "An attempt that has not set off.");
    }

    /** It sets off. */
    void begin(Exchange exchange, int ordinal, @Nullable String reason, boolean patient) {
        this.exchange = exchange;
        this.ordinal = (byte) Math.min(127, ordinal);
        this.reason = reason;
        this.patient = patient;
        this.began = chain.now();
        choice.began(began);
    }

    /** How long it has been under way; means something only where times are measured. */
    long tookNanos() {
        return chain.measures() ? chain.now() - began : 0;
    }

    /** The head of the answer is there, and will be {@linkplain #noted noted}. */
    void answered(int status, long restNanos) {
        this.status = (short) status;
    }

    private void note(@Nullable Ejection ejection) {
        if (ejection != null) {
            Outcome outcome = ejection.shadow() ? Outcome.WOULD_REFUSE : Outcome.APPLIED;
            exchange().record(new Decision("outlierDetection", outcome, service(), ejection));
        }
    }

    /** What the answer tells about sending more there, and what it says so that the caller comes back. */
    Response noted(Response response, long restNanos) {
        long now = chain.now();
        headAt = now;
        judge(response, restNanos, now);
        choice.measured(Trouble.in(response), restNanos, now);
        return choice.marked(response);
    }

    private void judge(Response response, long restNanos, long now) {
        Ejections ejections = chain.pool().ejections();
        int judged = Trouble.judged(response);
        if (!bad(judged)) {
            ejections.good(member, now - began, probe, now);
            return;
        }
        String reason = judged == response.status()
                ? Integer.toString(judged)
                : "grpc-" + response.headers().first("grpc-status");
        note(ejections.bad(member, judged, reason, probe, now));
        if (response.status() == 503 && restNanos > 0) {
            ejections.rest(member, restNanos, now);
        }
    }

    /** A status that speaks against the endpoint. 501 speaks about the request. */
    private static boolean bad(int status) {
        return status >= 500 && status != 501;
    }

    /**
     * There was no answer.
     *
     * @param late whether the attempt's time had run out
     */
    void failed(Failure failure, boolean late) {
        boolean counts = !lost
                && switch (failure) {
                    case TIMEOUT -> patient;
                    case CONNECT -> patient || !late;
                    case RESET, RESET_BEFORE_REQUEST -> true;
                    case REFUSED_STREAM, STALE, CANCELLED -> false;
                };
        long now = chain.now();
        headAt = now;
        if (counts || failure == Failure.TIMEOUT || failure == Failure.CONNECT) {
            choice.measured(counts, 0, now);
        } else {
            choice.dropped(now);
        }
        if (counts) {
            long waited = failure == Failure.TIMEOUT ? now - began : 0;
            note(chain.pool().ejections().failed(member, Outcomes.name(failure), waited, probe, now));
        } else if (probe) {
            member.endProbe();
        }
        leave(Outcomes.of(failure));
    }

    /** It is broken off, since another has won: nobody's fault, whatever comes of it. */
    void lose() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }

    /** It came to nothing, and by nobody's fault. */
    void abandoned() {
        failed(Failure.CANCELLED, false);
    }

    /** The answer has ended. */
    @Override
    public void accept(End end) {
        if (end == End.FAILED && !lost) {
            note(chain.pool().ejections().broke(member, "broken-body", chain.now()));
        } else if (end == End.COMPLETED && !bad(status)) {
            member.completed();
        }
        leave(end == End.FAILED ? Outcomes.BROKEN_BODY : Outcomes.of(status));
    }

    private void leave(int outcome) {
        member.leave();
        choice.left();
        chain.meters().attempts().ended(lost ? Outcomes.HEDGE_LOST : outcome, reason, ordinal, headAt - began);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        choice.describe(text);
        text.append(", attempt ").append(ordinal);
        if (probe) {
            text.append(", to see whether it is back");
        } else if (choice.panic()) {
            text.append(", though too few are healthy to choose by health");
        }
        if (reason != null) {
            text.append(", after ").append(reason);
        }
        return status == 0 ? text.toString() : text.append(": ").append(status).toString();
    }
}
