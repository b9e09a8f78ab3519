package io.hauberk.redis;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Settings;
import org.jspecify.annotations.Nullable;

/** Reads {@code stores: { shared: { redis: "redis://127.0.0.1:6379" } }}. */
public final class RedisProvider implements CounterStoreProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public RedisProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public @Nullable CounterStore read(String name, Settings store) {
        return RedisReader.read(name, store);
    }
}
