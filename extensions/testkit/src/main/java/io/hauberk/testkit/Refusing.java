package io.hauberk.testkit;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.time.Duration;

/** A limit that lets nobody pass. */
final class Refusing implements Filter {
    static final Rejection TOO_MANY = Rejection.of("limit", 429, "rate-limit")
            .by("secret-rule")
            .because("Come back later.")
            .retryAfter(Duration.ofMillis(1500))
            .with("X-Limit", "10")
            .member("limit", 10);

    @Override
    public Response handle(Request request, Handler next) {
        request.exchange().record(TOO_MANY.decision(Outcome.REFUSED));
        return Response.refused(TOO_MANY);
    }

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }
}
