package io.hauberk.ratelimit;

import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is told to a caller that has used up one limit or several; of these, the one that it must wait longest for. */
final class Refusal {
    private final Limit limit;
    private final long tat;
    private final long now;
    private final List<String> violated;

    Refusal(Limit limit, long tat, long now) {
        this(limit, tat, now, List.of(limit.name()));
    }

    private Refusal(Limit limit, long tat, long now, List<String> violated) {
        this.limit = limit;
        this.tat = tat;
        this.now = now;
        this.violated = violated;
    }

    /** This refusal together with another one that was found before it. */
    Refusal and(@Nullable Refusal earlier) {
        if (earlier == null) {
            return this;
        }
        Refusal longer = earlier.waitNanos() >= waitNanos() ? earlier : this;
        List<String> all =
                Stream.concat(earlier.violated.stream(), violated.stream()).toList();
        return new Refusal(longer.limit, longer.tat, longer.now, all);
    }

    private long waitNanos() {
        return limit.gcra().nanosUntil(limit.cost(), tat, now);
    }

    Response answer(Request request, String policy) {
        Rejection rejection = rejection();
        Exchange exchange = request.exchange();
        exchange.record(limit.counted(limit.by().basis(request)));
        exchange.record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection.with(Fields.RATE_LIMIT_POLICY, policy).with(Fields.RATE_LIMIT, available()));
    }

    private Rejection rejection() {
        Rejection rejection = limit.rejection().retryAfter(Duration.ofMillis(Fields.ceil(waitNanos(), 1_000_000)));
        return violated.size() == 1 ? rejection : rejection.member("violated-policies", violated);
    }

    private String available() {
        long left = limit.gcra().remaining(tat, now);
        return Fields.available(limit, left, limit.gcra().nanosUntil(left + 1, tat, now));
    }
}
