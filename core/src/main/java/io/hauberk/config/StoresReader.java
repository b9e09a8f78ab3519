package io.hauberk.config;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.key.Pseudonyms;
import io.hauberk.store.MemoryStore;
import io.hauberk.store.Store;
import io.hauberk.store.Store.OnFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code stores:}. */
final class StoresReader {
    /** What {@code store:} says where there is none; so no store is called that. */
    private static final String MEMORY = "memory";

    /** Kinds of modules of ours, which may not be there. */
    private static final List<String> MODULES = List.of("redis", "jdbc");

    private static final Set<String> ANSWERS = Set.of("local", "open", "closed");

    private final Reading reading;
    private final Kept kept;
    private final Map<String, CounterStoreProvider> providers;

    StoresReader(Reading reading, Kept kept, Map<String, CounterStoreProvider> providers) {
        this.reading = reading;
        this.kept = kept;
        this.providers = providers;
    }

    List<Store> read(@Nullable NodeSettings stores) {
        reading.names().declare(Store.class, "store");
        List<Store> all = new ArrayList<>();
        if (stores == null) {
            return all;
        }
        for (String name : stores.names()) {
            NodeSettings settings = name.startsWith("x-") ? null : stores.block(name);
            if (settings != null) {
                Store store = store(stores, name, settings);
                reading.names().put(Store.class, name, store);
                all.add(store);
            }
        }
        return all;
    }

    private Store store(NodeSettings stores, String name, NodeSettings settings) {
        if (name.equals(MEMORY)) {
            stores.fault(name, "A store cannot be called memory, which means that none is used. Rename it.");
        }
        int before = reading.faults().errors();
        CounterStore counters = counters(name, settings);
        Store fresh = guarded(name, settings, counters == null ? MemoryStore.create() : counters);
        if (reading.faults().errors() > before) {
            return fresh;
        }
        String parameters = Fingerprint.of(reading.canonical(settings.block()));
        Store store = kept.keep("store/" + name, parameters, List.of(), Store.class, () -> fresh);
        if (store != fresh) {
            Kept.close(fresh);
        }
        return store;
    }

    private @Nullable CounterStore counters(String name, NodeSettings settings) {
        // All are asked for, so that a mistyped one is recognised.
        List<CounterStoreProvider> asked = new ArrayList<>();
        for (CounterStoreProvider provider : providers.values()) {
            if (settings.has(provider.name())) {
                asked.add(provider);
            }
        }
        if (asked.size() == 1) {
            return asked.get(0).read(name, settings);
        }
        if (asked.isEmpty()) {
            missing(name, settings);
        } else {
            settings.fault(
                    asked.get(1).name(),
                    "The store " + name + " counts in several places. It takes one of: " + known() + ".");
        }
        return null;
    }

    private void missing(String name, NodeSettings settings) {
        for (String module : MODULES) {
            if (settings.has(module)) {
                settings.node(module);
                settings.fault(
                        module,
                        "The store " + name + " is kept by hauberk-" + module + ", which is not there. Add its jar.");
                return;
            }
        }
        settings.fault(
                MODULES.get(0),
                "The store " + name + " does not say where it counts. It takes one of: " + known() + ".");
    }

    private String known() {
        Set<String> known = new TreeSet<>(providers.keySet());
        known.addAll(MODULES);
        return String.join(", ", known);
    }

    private static Store guarded(String name, NodeSettings settings, CounterStore counters) {
        String answer = settings.word("onFailure", "local", ANSWERS).toUpperCase(Locale.ROOT);
        Duration budget = settings.duration("budget");
        String secret = settings.text("keySecret");
        Store store = Store.named(name, counters).onFailure(OnFailure.valueOf(answer));
        try {
            store = budget == null ? store : store.budget(budget);
        } catch (IllegalArgumentException e) {
            settings.fault("budget", String.valueOf(e.getMessage()));
        }
        try {
            return secret == null ? store : store.pseudonyms(Pseudonyms.keyed(secret));
        } catch (IllegalArgumentException e) {
            settings.fault("keySecret", String.valueOf(e.getMessage()));
            return store;
        }
    }
}
