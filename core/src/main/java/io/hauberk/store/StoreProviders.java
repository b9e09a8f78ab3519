package io.hauberk.store;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.filestore.FileProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds of stores that a file can name. */
public final class StoreProviders {
    private StoreProviders() {}

    /** All by name: memory, file, and what is found on the class path and the module path. */
    public static Map<String, CounterStoreProvider> all() {
        Map<String, CounterStoreProvider> all = new TreeMap<>();
        for (CounterStoreProvider own : List.of(new Memory(), new FileProvider())) {
            all.put(own.name(), own);
        }
        Stream.concat(
                        ServiceLoader.load(CounterStoreProvider.class, StoreProviders.class.getClassLoader()).stream(),
                        ServiceLoader.load(CounterStoreProvider.class).stream())
                .map(ServiceLoader.Provider::get)
                .forEach(provider -> {
                    CounterStoreProvider other = all.putIfAbsent(provider.name(), provider);
                    if (other != null && other.getClass() != provider.getClass()) {
                        throw new IllegalStateException("Two stores are called \"" + provider.name() + "\": "
                                + other.getClass().getName() + " and "
                                + provider.getClass().getName() + ". Remove the jar of one of them.");
                    }
                });
        return all;
    }

    /** {@code memory: 100000}: so many keys in this process, for those who share counters in it. */
    private static final class Memory implements CounterStoreProvider {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public CounterStore read(String name, Settings store) {
            int keys = (int) store.number("memory", 100_000, 1, 100_000_000);
            return MemoryStore.of(keys, Ticker.system(), InstantSource.system());
        }
    }
}
