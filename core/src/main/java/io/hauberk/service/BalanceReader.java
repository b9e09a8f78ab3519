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
        read = Entry.of(settings, "slowStart", "window").into(read, SlowStart::from, Service::slowStart);
        read = Entry.of(settings, "zone", "own").into(read, ZoneAware::from, Service::zone);
        read = subset(read);
        return Entry.of(settings, "subsetting", "size").into(read, Subsetting::from, Service::subsetting);
    }

    /** {@code subset: { version: v2 }} or off, and {@code subsetFallback: none}, {@code any} or other labels. */
    private Service subset(Service service) {
        Entry entry = Entry.of(settings, "subset", WORD);
        Settings fallback = settings.has(FALLBACK) ? single(FALLBACK, WORD) : null;
        if (entry.off() || entry.block() == null) {
            forNothing(fallback);
        }
        return entry.into(service, block -> subset(block, fallback), Service::subset);
    }

    private void forNothing(@Nullable Settings fallback) {
        if (fallback != null) {
            settings.fault(FALLBACK, "There is no subset that could be empty. Add subset, or leave this out.");
        }
    }

    private @Nullable Subset subset(Settings block, @Nullable Settings fallback) {
        if (block.has(WORD)) {
            settings.fault("subset", "A subset is a block of names and values, or off.");
            return null;
        }
        Map<String, String> labels = labels(block);
        if (labels.isEmpty()) {
            forNothing(fallback);
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
