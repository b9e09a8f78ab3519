package io.hauberk.quota;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Request;
import io.hauberk.key.By;
import io.hauberk.limit.Counted;
import io.hauberk.limit.CounterNames;
import io.hauberk.limit.Fields;
import io.hauberk.limit.Wording;
import io.hauberk.ratelimit.Cost;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the limits of a quota. Its parameters are immutable; the window that it remembers is only for speed. */
final class Tier {
    static final String FILTER = "quota";

    final long limit;
    final Window window;
    final By by;
    final Cost cost;
    final int warnAt;
    final boolean soft;
    final Set<String> routes;
    private final @Nullable String givenName;

    private final String name;
    private final Counted counted;
    private volatile @Nullable Open open;

    Tier(
            long limit,
            Window window,
            By by,
            Cost cost,
            int warnAt,
            boolean soft,
            Set<String> routes,
            @Nullable String givenName) {
        this.limit = Wording.requirePositive("The limit", limit);
        this.window = window;
        this.by = by;
        this.cost = cost;
        this.warnAt = warnAt;
        this.soft = soft;
        this.routes = routes;
        this.givenName = givenName;
        this.name = givenName == null ? limit + "-per-" + window.name() : Wording.requireName(givenName);
        this.counted = new Counted(FILTER, name);
        if (warnAt < 0 || warnAt > 100) {
            throw new IllegalArgumentException(
                    "A quota warns at 1 to 100 percent, or at 0 never, but warnAt is " + warnAt + ".");
        }
        if (cost.base() > limit) {
            throw new IllegalArgumentException("A request costs " + cost.base() + ", but the quota is " + limit
                    + ", so none could pass. Lower the cost, or raise the limit.");
        }
    }

    Tier by(By key) {
        return new Tier(limit, window, key, cost, warnAt, soft, routes, givenName);
    }

    Tier cost(Cost other) {
        return new Tier(limit, window, by, other, warnAt, soft, routes, givenName);
    }

    Tier warnAt(int percent) {
        return new Tier(limit, window, by, cost, percent, soft, routes, givenName);
    }

    Tier soft() {
        return new Tier(limit, window, by, cost, warnAt, true, routes, givenName);
    }

    Tier routes(Set<String> names) {
        return new Tier(limit, window, by, cost, warnAt, soft, Set.copyOf(names), givenName);
    }

    Tier named(String other) {
        return new Tier(limit, window, by, cost, warnAt, soft, routes, other);
    }

    String name() {
        return name;
    }

    /** Whether a request counts here. */
    boolean counts(Request request) {
        return routes.isEmpty() || routes.contains(request.exchange().route());
    }

    /**
     * What the counter is called whatever the limit is: who raises a limit in the middle of a month does not give the whole
     * of it once more.
     */
    String identity() {
        return (givenName == null ? "" : givenName + '\n')
                + window
                + '\n'
                + by
                + '\n'
                + String.join(",", routes.stream().sorted().toList());
    }

    /** What keys begin with; {@code scope} is whose it is, such as a route. */
    String prefix(String scope) {
        String called = givenName == null ? window.name() : givenName;
        return CounterNames.prefix("quota", scope.isEmpty() ? called : scope + '/' + called, scope + '\n' + identity());
    }

    /** The allowance of the window of now. */
    Open open(Instant now) {
        Open known = open;
        if (known == null || !known.contains(now)) {
            Span span = window.at(now);
            known = new Open(span, window.allowance(limit, span));
            open = known;
        }
        return known;
    }

    Draw draw(String prefix, String caller, Instant now, long cost) {
        return Draw.of(prefix + caller, open(now).allowance, cost);
    }

    /** A level with the times of the window that it is about: the store remembers it for longer. */
    Level inWindow(Level level, long cost, Instant now) {
        Span span = open(now).span();
        if (span == null) {
            return level;
        }
        long left = Math.max(1, Duration.between(now, span.end()).toNanos());
        long untilEnough = level.enough() ? 0 : cost > limit ? Long.MAX_VALUE : left;
        return new Level(
                level.enough(),
                level.used(),
                level.remaining(),
                level.used() == 0 ? 0 : left,
                untilEnough,
                level.stamp());
    }

    /** How many percent of it are used, as {@code warnAt} counts them. */
    boolean warns(Level level) {
        return warnAt > 0 && level.used() >= limit - limit / 100 * (100 - warnAt) - limit % 100 * (100 - warnAt) / 100;
    }

    boolean over(Level level) {
        return soft && level.used() > limit;
    }

    /** Its entries in the records of exchanges. */
    Counted counted() {
        return counted;
    }

    /** Its item in {@code RateLimit-Policy}. */
    String policyItem() {
        return Fields.policy(name, limit, window.even() ? window.length() : null);
    }

    @Override
    public String toString() {
        return limit + " per " + window + " by " + by + (soft ? ", soft" : "")
                + (warnAt == 0 ? "" : ", warns at " + warnAt + " %")
                + (cost.toString().equals("1") ? "" : ", cost " + cost)
                + (routes.isEmpty()
                        ? ""
                        : ", routes " + routes.stream().sorted().toList());
    }

    /** A window of the calendar with its allowance; without a span it is open for ever. */
    record Open(@Nullable Span span, Allowance allowance) {
        boolean contains(Instant now) {
            return span == null || span.contains(now);
        }
    }
}
