package io.hauberk;

import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CounterStore} usable in a configuration file: {@code stores: { shared: { redis: "redis://…" } }}. Found by
 * {@link java.util.ServiceLoader}, so it has a public constructor without parameters, or a {@code provider()} method.
 */
public interface CounterStoreProvider {
    /** The key that asks for it, such as {@code redis}. */
    String name();

    /**
     * Reads a store, and begins nothing: the file may only be validated. Faults are told to the settings, all of them, not
     * thrown. The keys {@code onFailure}, {@code budget}, {@code breaker} and {@code keySecret} beside its own are read by
     * others.
     *
     * @param name what the file calls the store
     * @param store the block of the store, which has the key {@link #name()}
     * @return null after a fault
     */
    @Nullable CounterStore read(String name, Settings store);
}
