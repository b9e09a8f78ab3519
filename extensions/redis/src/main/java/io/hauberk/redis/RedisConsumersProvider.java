package io.hauberk.redis;

import io.hauberk.Consumers;
import io.hauberk.ConsumersProvider;
import io.hauberk.Settings;
import org.jspecify.annotations.Nullable;

/** Reads {@code consumersFrom: { redis: "redis://127.0.0.1:6379", passwordFile: /run/secrets/redis }}. */
public final class RedisConsumersProvider implements ConsumersProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public RedisConsumersProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public @Nullable Consumers read(Settings settings) {
        Redis redis = RedisReader.read("consumers", settings);
        return redis == null ? null : RedisConsumers.in(redis);
    }
}
