package io.hauberk.ratelimit;

import io.hauberk.Allowance;
import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code rateLimit} of a configuration file. */
final class RateLimitReader {
    private static final Set<String> ALGORITHMS = Set.of("gcra", "sliding", "fixed");
    private static final String MEMORY = "memory";
    private static final long MAX = 1_000_000_000_000L;
    /** Stands in for a limit that has a fault, so that the rest is read. */
    private static final RateLimit FAULTY = RateLimit.of(1, Duration.ofSeconds(1));

    private final Settings settings;

    RateLimitReader(Settings settings) {
        this.settings = settings;
    }

    RateLimit read() {
        By by = By.from(settings, By.caller());
        Store store = store();
        if (!settings.has("limits")) {
            return stored(one(settings, by, "gcra", Cost.of(1)), store);
        }
        for (String name : List.of("limit", "per", "burst", "name")) {
            if (settings.has(name)) {
                settings.fault(name, name + " stands beside limits. Move it into one of them.");
                settings.text(name);
            }
        }
        return stored(several(by), store);
    }

    /** The store to count in; null for this process. */
    private @Nullable Store store() {
        if (MEMORY.equals(settings.has("store") ? settings.text("store") : MEMORY)) {
            return null;
        }
        List<Store> stores = settings.named("store", Store.class);
        if (stores.size() > 1) {
            settings.fault("store", "A rateLimit counts in one store, and this one names " + stores.size() + ".");
        }
        return stores.isEmpty() ? null : stores.get(0);
    }

    private RateLimit stored(RateLimit limit, @Nullable Store store) {
        long lease = settings.number("lease", 0, 0, MAX);
        if (store == null) {
            if (lease > 0) {
                settings.fault(
                        "lease", "Only what is counted in a store can be leased. Name a store, or remove lease.");
            }
            return limit;
        }
        try {
            return limit.store(store, settings.scope()).lease(lease);
        } catch (IllegalArgumentException e) {
            settings.fault("lease", String.valueOf(e.getMessage()));
            return limit;
        }
    }

    private RateLimit several(By by) {
        String algorithm = settings.word("algorithm", "gcra", ALGORITHMS);
        Cost common = Cost.from(settings);
        Cost cost = common == null ? Cost.of(1) : common;
        List<RateLimit> limits = new ArrayList<>();
        for (Settings block : settings.blocks("limits")) {
            limits.add(one(block, By.from(block, by), algorithm, cost));
        }
        if (limits.isEmpty()) {
            settings.fault("limits", "limits is empty. List at least one: [{ limit: 100, per: 1m }].");
            return FAULTY;
        }
        if (limits.contains(FAULTY)) {
            return FAULTY;
        }
        try {
            RateLimit all = RateLimit.all(limits.toArray(RateLimit[]::new));
            return settings.has("maxKeys") ? all.maxKeys(keys(settings)) : all;
        } catch (IllegalArgumentException e) {
            settings.fault("limits", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private static RateLimit one(Settings block, By by, String commonAlgorithm, Cost commonCost) {
        String algorithm = block.word("algorithm", commonAlgorithm, ALGORITHMS);
        long limit = block.number("limit", 1, 1, MAX);
        Duration per = block.period("per");
        boolean burst = block.has("burst");
        long permits = block.number("burst", limit, 1, MAX);
        Cost cost = Cost.from(block);
        int keys = keys(block);
        String name = block.text("name");
        if (!block.has("limit")) {
            block.fault("limit", "A rateLimit needs a limit: how many requests a caller may make, such as limit: 100.");
        }
        if (burst && !algorithm.equals("gcra")) {
            block.fault("burst", "Only the algorithm gcra has a burst; a window has its limit. Remove burst.");
            return FAULTY;
        }
        if (per == null) {
            if (!block.has("per")) {
                block.fault("per", "A rateLimit needs per: the period of its limit, such as per: 1m.");
            }
            return FAULTY;
        }
        try {
            Allowance allowance = allowance(algorithm, limit, per);
            RateLimit read = named(RateLimit.of(burst ? allowance.burst(permits) : allowance), name)
                    .by(by);
            return read.cost(cost == null ? commonCost : cost).maxKeys(keys);
        } catch (IllegalArgumentException e) {
            block.fault("limit", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private static Allowance allowance(String algorithm, long limit, Duration per) {
        return switch (algorithm) {
            case "sliding" -> Allowance.sliding(limit, per);
            case "fixed" -> Allowance.fixed(limit, per);
            default -> Allowance.gcra(limit, per);
        };
    }

    private static RateLimit named(RateLimit limit, @Nullable String name) {
        return name == null ? limit : limit.named(name);
    }

    private static int keys(Settings block) {
        return (int) block.number("maxKeys", Limit.MAX_KEYS, 1, 100_000_000);
    }
}
