package io.hauberk.ratelimit;

import io.hauberk.CounterStore.Level;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.limit.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is told to a caller that has used up one limit or several; of these, the one that it must wait longest for. */
final class Refusal {
    private static final Rejection GONE = Rejection.of(Limit.FILTER, 503, "store-unavailable")
            .because(
                    "It cannot be told at this moment whether this request is within its limits. Try again a little later.")
            .retryAfter(Duration.ofSeconds(1));

    private final Limit limit;
    private final Level level;
    private final List<String> violated;

    private Refusal(Limit limit, Level level, List<String> violated) {
        this.limit = limit;
        this.level = level;
        this.violated = violated;
    }

    /** Whether any of the limits is used up. */
    static boolean applies(List<Level> levels) {
        for (int i = 0; i < levels.size(); i++) {
            if (!levels.get(i).enough()) {
                return true;
            }
        }
        return false;
    }

    static Refusal of(Limit[] limits, List<Level> levels) {
        int longest = -1;
        List<String> violated = new ArrayList<>();
        for (int i = 0; i < limits.length; i++) {
            Level level = levels.get(i);
            if (!level.enough()) {
                violated.add(limits[i].name());
                longest = longest < 0
                                || level.nanosUntilEnough()
                                        > levels.get(longest).nanosUntilEnough()
                        ? i
                        : longest;
            }
        }
        return new Refusal(limits[longest], levels.get(longest), List.copyOf(violated));
    }

    /** The answer where nobody can count. */
    static Response gone(Request request, Limit limit, String remark) {
        Rejection rejection = GONE.by(limit.name());
        request.exchange().record(limit.counted().noted("by " + limit.by().basis(request) + remark));
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    Response answer(Request request, String policy, String remark) {
        Rejection rejection = rejection();
        Exchange exchange = request.exchange();
        exchange.record(limit.counted().noted("by " + limit.by().basis(request) + remark));
        exchange.record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection
                .with(Fields.RATE_LIMIT_POLICY, policy)
                .with(Fields.RATE_LIMIT, Fields.available(limit.name(), level)));
    }

    private Rejection rejection() {
        Rejection rejection = limit.rejection();
        if (level.nanosUntilEnough() < Long.MAX_VALUE) {
            rejection = rejection.retryAfter(Fields.after(level.nanosUntilEnough()));
        }
        return violated.size() == 1 ? rejection : rejection.member("violated-policies", violated);
    }
}
