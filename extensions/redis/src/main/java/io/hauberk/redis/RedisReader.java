package io.hauberk.redis;

import io.hauberk.Settings;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads where a Redis is and how it is spoken to: what counters and consumers have in common. */
final class RedisReader {
    private final Settings settings;
    private @Nullable Redis redis;

    private RedisReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * Reads a block with the key {@code redis}.
     *
     * @param name what metrics call it
     * @return null after a fault
     */
    static @Nullable Redis read(String name, Settings settings) {
        RedisReader reader = new RedisReader(settings);
        reader.url(name);
        reader.plain();
        reader.secured();
        return reader.redis;
    }

    private void url(String name) {
        String url = settings.requiredText("redis");
        if (!url.isEmpty()) {
            try {
                redis = Redis.at(url).named(name);
            } catch (IllegalArgumentException e) {
                settings.fault("redis", String.valueOf(e.getMessage()));
            }
        }
    }

    private void plain() {
        Path passwordFile = settings.file("passwordFile");
        if (passwordFile != null) {
            change("passwordFile", before -> before.passwordFile(passwordFile));
        }
        String sentinelPassword = settings.text("sentinelPassword");
        if (sentinelPassword != null) {
            change("sentinelPassword", before -> before.sentinelPassword(sentinelPassword));
        }
        String prefix = settings.text("prefix");
        if (prefix != null) {
            change("prefix", before -> before.prefix(prefix));
        }
        Duration timeout = settings.duration("connectTimeout");
        if (timeout != null) {
            change("connectTimeout", before -> before.connectTimeout(timeout));
        }
    }

    private void secured() {
        Settings tls = settings.block("tls");
        Settings identity = settings.block("identity");
        if (tls == null && identity == null) {
            return;
        }
        Tls how = tls == null ? Tls.mutual() : Tls.from(tls);
        Identity who = identity == null ? null : Identity.from(identity);
        change(tls == null ? "identity" : "tls", before -> before.tls(how, who).owning(who));
        if (redis == null && who != null) {
            who.close();
        }
    }

    private void change(String key, UnaryOperator<Redis> change) {
        Redis before = redis;
        if (before == null) {
            return;
        }
        try {
            redis = change.apply(before);
        } catch (IllegalArgumentException e) {
            settings.fault(key, String.valueOf(e.getMessage()));
            redis = null;
        }
    }
}
