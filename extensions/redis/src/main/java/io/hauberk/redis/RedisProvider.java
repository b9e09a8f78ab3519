package io.hauberk.redis;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Settings;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
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
        Reading reading = new Reading(store, name);
        Path passwordFile = store.file("passwordFile");
        if (passwordFile != null) {
            reading.change("passwordFile", redis -> redis.passwordFile(passwordFile));
        }
        String sentinelPassword = store.text("sentinelPassword");
        if (sentinelPassword != null) {
            reading.change("sentinelPassword", redis -> redis.sentinelPassword(sentinelPassword));
        }
        String prefix = store.text("prefix");
        if (prefix != null) {
            reading.change("prefix", redis -> redis.prefix(prefix));
        }
        Duration timeout = store.duration("connectTimeout");
        if (timeout != null) {
            reading.change("connectTimeout", redis -> redis.connectTimeout(timeout));
        }
        Settings tls = store.block("tls");
        Settings identity = store.block("identity");
        if (tls != null || identity != null) {
            Tls how = tls == null ? Tls.mutual() : Tls.from(tls);
            Identity who = identity == null ? null : Identity.from(identity);
            reading.change(
                    tls == null ? "identity" : "tls",
                    redis -> redis.tls(how, who).owning(who));
        }
        return reading.redis;
    }

    /** What has been read so far: null after a fault. */
    private static final class Reading {
        private final Settings store;
        private @Nullable Redis redis;

        Reading(Settings store, String name) {
            this.store = store;
            String url = store.requiredText("redis");
            if (!url.isEmpty()) {
                try {
                    redis = Redis.at(url).named(name);
                } catch (IllegalArgumentException e) {
                    store.fault("redis", String.valueOf(e.getMessage()));
                }
            }
        }

        void change(String key, UnaryOperator<Redis> change) {
            Redis before = redis;
            if (before == null) {
                return;
            }
            try {
                redis = change.apply(before);
            } catch (IllegalArgumentException e) {
                store.fault(key, String.valueOf(e.getMessage()));
                redis = null;
            }
        }
    }
}
