package io.hauberk.shedding;

import io.hauberk.Head;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.timeout.Timeout;
import java.util.function.UnaryOperator;

/** Notes how long a request took to the head of its answer, if that is a success and in time. */
final class Measured implements UnaryOperator<Head> {
    private final Routes routes;
    private final Request request;
    private final Ticker clock;
    private final long beganAt;

    Measured(Routes routes, Request request) {
        this.routes = routes;
        this.request = request;
        this.clock = Timeout.clock(request);
        this.beganAt = clock.nanos();
    }

    @Override
    public Head apply(Head head) {
        if (head.status() < 400 && !request.exchange().deadline().passed()) {
            long now = request.exchange().ticker().nanos();
            routes.record(request.exchange().route(), clock.nanos() - beganAt, now);
        }
        return head;
    }
}
