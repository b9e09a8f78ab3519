package io.hauberk.metrics;

import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Request;
import io.hauberk.route.Found;
import io.hauberk.route.Router;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One request being measured: sees its head leave, its failure, and its end. The only object that measuring costs. */
@SuppressWarnings("overloads") // andThen of the two interfaces, which nobody calls
final class Observation implements UnaryOperator<Head>, Consumer<End> {
    private static final int CLIENT_CLOSED_REQUEST = 499;

    private final Request request;
    private final LongAdder active;
    private final Durations durations;
    private final DecisionCounts decisions;
    private int status;
    private @Nullable String error;

    Observation(Request request, LongAdder active, Durations durations, DecisionCounts decisions) {
        this.request = request;
        this.active = active;
        this.durations = durations;
        this.decisions = decisions;
        active.increment();
    }

    /** The head leaves. */
    @Override
    public Head apply(Head head) {
        status = head.status();
        return head;
    }

    void failed(Throwable failure) {
        if (ClientAbortedException.causedBy(failure)) {
            status = CLIENT_CLOSED_REQUEST;
        } else {
            error = failure.getClass().getName();
        }
    }

    @Override
    public void accept(End end) {
        active.decrement();
        Exchange exchange = request.exchange();
        if (error == null && end == End.FAILED && status < 500 && status != CLIENT_CLOSED_REQUEST) {
            error = "broken_response";
        }
        if (status == 0) {
            status = end == End.CANCELLED ? CLIENT_CLOSED_REQUEST : 500;
        }
        Found<?> found = exchange.get(Router.FOUND);
        long nanos = exchange.ticker().nanos() - exchange.beganAt();
        durations.record(
                request, status, found == null ? null : found.match().path().toString(), error, nanos);
        exchange.forEachDecision(decisions);
    }
}
