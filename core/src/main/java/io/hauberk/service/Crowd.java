package io.hauberk.service;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a call where each endpoint has as many attempts under way as {@link Limits} allow it. Thread-safe. */
final class Crowd {
    private static final String FULL = "endpoints-full";

    private final int perEndpoint;
    private final boolean shadowed;
    private final Pool pool;
    private final ServiceMeters meters;
    private final Rejection full;

    private Crowd(Limits limits, String service, Pool pool, ServiceMeters meters) {
        this.perEndpoint = limits.perEndpoint();
        this.shadowed = limits.shadowed();
        this.pool = pool;
        this.meters = meters;
        this.full = Rejection.of("mesh", 503, FULL)
                .by(service)
                .because("Each instance of the service has as many calls under way as it may have.")
                .retryAfter(Duration.ofSeconds(1))
                .with(RetryRules.OVERLOADED, "true")
                .with("Proxy-Status", "hauberk; error=connection_limit_reached");
    }

    /** That of a service; null where its endpoints have no limit. */
    static @Nullable Crowd of(Service service, Pool pool, ServiceMeters meters) {
        Limits limits = service.limits();
        return limits == null || limits.perEndpoint() == 0 ? null : new Crowd(limits, service.name(), pool, meters);
    }

    /** It fell on this one. A shadow notes where it could only fall on somebody who was full. */
    void chosen(Request request, Member member, long now) {
        if (shadowed && member.active() > perEndpoint && !pool.hasRoom(perEndpoint, now)) {
            note(request, Outcome.WOULD_REFUSE);
        }
    }

    /** The refusal, where it fell on nobody though somebody is well; null where that has other reasons. */
    @Nullable Response refusal(Request request, long now) {
        if (shadowed || !pool.hasRoom(Integer.MAX_VALUE, now)) {
            return null;
        }
        note(request, Outcome.REFUSED);
        return Response.refused(full);
    }

    private void note(Request request, Outcome outcome) {
        request.exchange().record(new Decision("mesh", outcome, full.rule(), FULL));
        meters.refused(FULL, outcome == Outcome.WOULD_REFUSE);
    }
}
