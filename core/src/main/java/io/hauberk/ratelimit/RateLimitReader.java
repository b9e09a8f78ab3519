package io.hauberk.ratelimit;

import io.hauberk.Settings;
import io.hauberk.key.By;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code rateLimit} of a configuration file. */
final class RateLimitReader {
    private static final Set<String> ALGORITHMS = Set.of("gcra", "sliding", "fixed");
    private static final long MAX = 1_000_000_000_000L;
    /** Stands in for a limit that has a fault, so that the rest is read. */
    private static final RateLimit FAULTY = RateLimit.of(1, Duration.ofSeconds(1));

    private final Settings settings;

    RateLimitReader(Settings settings) {
        this.settings = settings;
    }

    RateLimit read() {
        By by = By.from(settings, By.caller());
        if (!settings.has("limits")) {
            return one(settings, by);
        }
        for (String name : List.of("limit", "per", "burst", "name")) {
            if (settings.has(name)) {
                settings.fault(name, name + " stands beside limits. Move it into one of them.");
                settings.text(name);
            }
        }
        requireGcra(settings);
        requireMemory(settings);
        return several(by);
    }

    private RateLimit several(By by) {
        List<RateLimit> limits = new ArrayList<>();
        for (Settings block : settings.blocks("limits")) {
            limits.add(one(block, By.from(block, by)));
        }
        if (limits.isEmpty()) {
            settings.fault("limits", "limits is empty. List at least one: [{ limit: 100, per: 1m }].");
            return FAULTY;
        }
        if (limits.contains(FAULTY)) {
            return FAULTY;
        }
        try {
            return common(RateLimit.all(limits.toArray(RateLimit[]::new)));
        } catch (IllegalArgumentException e) {
            settings.fault("limits", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    /** What may stand beside {@code limits} for all of them. */
    private RateLimit common(RateLimit limits) {
        RateLimit all = limits;
        if (settings.has("cost")) {
            all = all.cost(settings.number("cost", 1, 1, MAX));
        }
        return settings.has("maxKeys") ? all.maxKeys(keys(settings)) : all;
    }

    private static RateLimit one(Settings block, By by) {
        requireGcra(block);
        requireMemory(block);
        long limit = block.number("limit", 1, 1, MAX);
        Duration per = block.period("per");
        long burst = block.number("burst", limit, 1, MAX);
        long cost = block.number("cost", 1, 1, MAX);
        int keys = keys(block);
        String name = block.text("name");
        if (!block.has("limit")) {
            block.fault("limit", "A rateLimit needs a limit: how many requests a caller may make, such as limit: 100.");
        }
        if (per == null) {
            if (!block.has("per")) {
                block.fault("per", "A rateLimit needs per: the period of its limit, such as per: 1m.");
            }
            return FAULTY;
        }
        try {
            RateLimit read = named(RateLimit.of(limit, per), name).by(by);
            return (burst == limit ? read : read.burst(burst)).cost(cost).maxKeys(keys);
        } catch (IllegalArgumentException e) {
            block.fault("limit", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private static RateLimit named(RateLimit limit, @Nullable String name) {
        return name == null ? limit : limit.named(name);
    }

    private static int keys(Settings block) {
        return (int) block.number("maxKeys", Limit.MAX_KEYS, 1, 100_000_000);
    }

    private static void requireGcra(Settings block) {
        String algorithm = block.word("algorithm", "gcra", ALGORITHMS);
        if (!algorithm.equals("gcra")) {
            block.fault("algorithm", "This version has gcra, and " + algorithm + " not yet. Leave algorithm out.");
        }
    }

    private static void requireMemory(Settings block) {
        String store = block.text("store");
        if (store != null && !store.equals("memory")) {
            block.fault(
                    "store", "This version counts in memory, and has no store \"" + store + "\" yet. Leave store out.");
        }
    }
}
