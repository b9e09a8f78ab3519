package io.hauberk.quota;

import io.hauberk.CounterStore.Level;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.limit.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a quota tells its callers and records. Made once; thread-safe. */
final class Statement {
    private static final String WARNING = "X-Quota-Warning";

    private final Tier[] tiers;
    private final Warnings warnings;
    private final String policy;

    Statement(Tier[] tiers, Warnings warnings) {
        this.tiers = tiers;
        this.warnings = warnings;
        this.policy = Arrays.stream(tiers).map(Tier::policyItem).collect(Collectors.joining(", "));
    }

    Rejection gone(Request request, Entry entry) {
        Rejection rejection = Rejection.of(Tier.FILTER, 503, "store-unavailable")
                .by(tiers[0].name())
                .because(
                        "It cannot be told at this moment whether this request is within its quota. Try again a little later.")
                .retryAfter(Duration.ofSeconds(1));
        record(request.exchange(), request, tiers[0], entry, rejection);
        return rejection;
    }

    Rejection refused(Request request, Entry entry) {
        List<String> violated = new ArrayList<>();
        int worst = -1;
        long longest = -1;
        for (int i = 0; i < tiers.length; i++) {
            Level level = entry.level(i);
            if (level != null && !level.enough()) {
                violated.add(tiers[i].name());
                if (level.nanosUntilEnough() > longest) {
                    longest = level.nanosUntilEnough();
                    worst = i;
                }
            }
        }
        Tier tier = tiers[Math.max(0, worst)];
        Rejection rejection = Rejection.of(Tier.FILTER, 429, "quota-exceeded")
                .by(tier.name())
                .type(Fields.QUOTA_EXCEEDED)
                .because("The quota of " + tier.limit + " per " + tier.window.name() + " is used up.")
                .member("violated-policies", List.copyOf(violated));
        if (longest > 0 && longest < Long.MAX_VALUE) {
            rejection = rejection.retryAfter(Fields.after(longest));
        }
        record(request.exchange(), request, tier, entry, rejection);
        rejection = rejection.with(Fields.RATE_LIMIT_POLICY, policy);
        Level level = entry.level(Math.max(0, worst));
        return level == null ? rejection : rejection.with(Fields.RATE_LIMIT, Fields.available(tier.name(), level));
    }

    private static void record(Exchange exchange, Request request, Tier tier, Entry entry, Rejection rejection) {
        exchange.record(tier.counted().noted("by " + tier.by.basis(request) + entry.remark()));
        exchange.record(rejection.decision(Outcome.REFUSED));
    }

    void passed(Request request, Entry entry) {
        String remark = entry.remark();
        for (Tier tier : tiers) {
            if (tier.counts(request)) {
                String basis = tier.by.basis(request);
                request.exchange().record(tier.counted().allowed(remark.isEmpty() ? basis : basis + remark));
            }
        }
    }

    /** The head of an answer with what is left, and with warnings, which are recorded and counted. */
    Head told(Exchange exchange, Head head, Entry entry) {
        String available = available(entry);
        if (available == null) {
            return head;
        }
        Headers.Edit edit =
                head.headers().edit().add(Fields.RATE_LIMIT_POLICY, policy).add(Fields.RATE_LIMIT, available);
        for (int i = 0; i < tiers.length; i++) {
            Level level = entry.level(i);
            if (level != null && (tiers[i].over(level) || tiers[i].warns(level))) {
                edit.add(WARNING, warning(exchange, tiers[i], level));
            }
        }
        return head.withHeaders(edit.build());
    }

    private String warning(Exchange exchange, Tier tier, Level level) {
        boolean over = tier.over(level);
        warnings.count(tier, over);
        exchange.record(tier.counted()
                .noted((over ? "over the quota: " : "nearly used up: ") + level.used() + " of " + tier.limit));
        return '"' + tier.name() + "\";used=" + level.used() + ";limit=" + tier.limit;
    }

    /** The tier with the least left; of several, the one that keeps it at that for longest. */
    private @Nullable String available(Entry entry) {
        int tightest = -1;
        Level least = null;
        for (int i = 0; i < tiers.length; i++) {
            Level level = entry.level(i);
            if (level != null && (least == null || Fields.tighter(level, least))) {
                tightest = i;
                least = level;
            }
        }
        return least == null ? null : Fields.available(tiers[tightest].name(), least);
    }
}
