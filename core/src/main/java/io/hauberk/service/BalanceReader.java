package io.hauberk.service;

import io.hauberk.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a service says about whom its calls go to. */
final class BalanceReader {
    private static final String FALLBACK = "subsetFallback";
    /** No label is called so. */
    private static final String WORD = "any or none";

    private final Settings settings;

    BalanceReader(Settings settings) {
        this.settings = settings;
    }

    Service read(Service defaults) {
        Service read = defaults.balance(new BalancerReader(settings).read(defaults.balancer()))
                .panicThreshold(settings.percent("panicThreshold", defaults.panicThreshold()));
        Settings slow = single("slowStart", "window");
        SlowStart start = slow == null ? null : SlowStart.from(slow);
        Settings zones = single("zone", "own");
        ZoneAware zone = zones == null ? null : ZoneAware.from(zones);
        Settings part = single("subsetting", "size");
        Subset subset = subset();
        read = start == null ? read : read.slowStart(start);
        read = zone == null ? read : read.zone(zone);
        read = subset == null ? read : read.subset(subset);
        return part == null ? read : read.subsetting(Subsetting.from(part));
    }

    /** {@code subset: { version: v2 }}, and {@code subsetFallback: none}, {@code any} or other labels. */
    private @Nullable Subset subset() {
        Map<String, String> labels = settings.entries("subset");
        Settings fallback = settings.has(FALLBACK) ? single(FALLBACK, WORD) : null;
        if (labels.isEmpty()) {
            if (fallback != null) {
                settings.fault(FALLBACK, "There is no subset that could be empty. Add subset, or leave this out.");
            }
            return null;
        }
        Subset subset = Subset.of(labels);
        if (fallback == null) {
            return subset;
        }
        if (!fallback.has(WORD)) {
            return subset.or(labels(fallback));
        }
        return "any".equals(fallback.word(WORD, "none", Set.of("none", "any"))) ? subset.orAny() : subset;
    }

    private static Map<String, String> labels(Settings block) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String name : block.names()) {
            String value = block.text(name);
            if (value != null) {
                labels.put(name, value);
            }
        }
        return labels;
    }

    private @Nullable Settings single(String key, String shortForm) {
        List<Settings> blocks = settings.blocks(key, shortForm);
        if (blocks.size() > 1) {
            settings.fault(key, "There is one " + key + " for a service, but this is a list of " + blocks.size() + ".");
        }
        return blocks.isEmpty() ? null : blocks.get(0);
    }
}
