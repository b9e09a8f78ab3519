package io.hauberk.config;

import io.hauberk.Consumers;
import io.hauberk.ConsumersProvider;
import io.hauberk.consumer.CachedConsumers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code consumersFrom:}, the consumers that somebody else keeps. */
final class RemoteConsumersReader {
    /** Kinds of modules of ours, which may not be there. */
    private static final List<String> MODULES = List.of("jdbc", "redis");

    private final Reading reading;
    private final Kept kept;

    RemoteConsumersReader(Reading reading, Kept kept) {
        this.reading = reading;
        this.kept = kept;
    }

    @Nullable CachedConsumers read(@Nullable NodeSettings settings) {
        if (settings == null) {
            return null;
        }
        int before = reading.faults().errors();
        Consumers others = others(settings);
        Duration fresh = settings.duration("fresh");
        Duration missing = settings.duration("missing");
        Duration stale = settings.duration("stale");
        int max = (int) settings.number("max", 10_000, 1, 1_000_000);
        if (others == null) {
            return null;
        }
        if (reading.faults().errors() > before) {
            Kept.close(others);
            return null;
        }
        CachedConsumers read = CachedConsumers.of(others).max(max);
        read = fresh == null ? read : read.fresh(fresh);
        read = missing == null ? read : read.missing(missing);
        CachedConsumers made = stale == null ? read : read.stale(stale);
        String parameters = Fingerprint.of(reading.canonical(settings.block()));
        CachedConsumers held = kept.keep("consumersFrom", parameters, List.of(), CachedConsumers.class, () -> made);
        if (held != made) {
            Kept.close(made);
        }
        return held;
    }

    private static @Nullable Consumers others(NodeSettings settings) {
        TreeSet<String> known = new TreeSet<>();
        ConsumersProvider chosen = null;
        for (ConsumersProvider provider : providers()) {
            boolean first = known.add(provider.name());
            if (first && settings.has(provider.name())) {
                if (chosen != null) {
                    settings.fault(provider.name(), "Consumers are kept in one place. Name one.");
                }
                chosen = provider;
            }
        }
        if (chosen != null) {
            return chosen.read(settings);
        }
        for (String module : MODULES) {
            if (settings.has(module)) {
                settings.node(module);
                settings.fault(
                        module,
                        "Consumers there are found by hauberk-" + module + ", which is not there. Add its jar.");
                return null;
            }
        }
        known.addAll(MODULES);
        settings.fault(
                MODULES.get(0),
                "consumersFrom does not say where consumers are kept. It takes one of: " + String.join(", ", known)
                        + ".");
        return null;
    }

    private static List<ConsumersProvider> providers() {
        List<ConsumersProvider> all = new ArrayList<>();
        ServiceLoader.load(ConsumersProvider.class, RemoteConsumersReader.class.getClassLoader())
                .forEach(all::add);
        ServiceLoader.load(ConsumersProvider.class).forEach(all::add);
        return all;
    }
}
