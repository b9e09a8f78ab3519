package io.hauberk.service;

import io.hauberk.End;
import io.hauberk.Exchange;
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

    private @Nullable Exchange exchange;
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
        member.enter();
        choice.began(chain.now());
    }

    /** The head of the answer is there. */
    void answered(int status, long restNanos) {
        this.status = (short) status;
        Pool pool = chain.pool();
        if (bad(status)) {
            pool.failed(member, Integer.toString(status), probe, chain.now());
            if (status == 503 && restNanos > 0) {
                pool.rest(member, restNanos, chain.now());
            }
        } else {
            member.answered();
            if (probe) {
                pool.restore(member, chain.now());
            }
        }
    }

    /** What the answer tells about sending more there, and what it says so that the caller comes back. */
    Response noted(Response response, long restNanos) {
        choice.measured(Trouble.in(response), restNanos, chain.now());
        return choice.marked(response);
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
        boolean counts = switch (failure) {
            case TIMEOUT -> patient;
            case CONNECT -> patient || !late;
            case RESET, RESET_BEFORE_REQUEST -> true;
            case REFUSED_STREAM, STALE, CANCELLED -> false;
        };
        if (counts || failure == Failure.TIMEOUT || failure == Failure.CONNECT) {
            choice.measured(counts, 0, chain.now());
        } else {
            choice.dropped(chain.now());
        }
        if (counts) {
            chain.pool().failed(member, Outcomes.name(failure), probe, chain.now());
        } else if (probe) {
            member.endProbe();
        }
        leave(Outcomes.of(failure));
    }

    /** It came to nothing, and by nobody's fault. */
    void abandoned() {
        failed(Failure.CANCELLED, false);
    }

    /** The answer has ended. */
    @Override
    public void accept(End end) {
        if (end == End.FAILED) {
            chain.pool().broke(member, "broken-body", chain.now());
        } else if (end == End.COMPLETED && !bad(status)) {
            member.completed();
        }
        leave(end == End.FAILED ? Outcomes.BROKEN_BODY : Outcomes.of(status));
    }

    private void leave(int outcome) {
        member.leave();
        choice.left();
        chain.meters().attempt(outcome, reason);
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
