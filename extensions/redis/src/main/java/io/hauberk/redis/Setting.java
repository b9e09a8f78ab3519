package io.hauberk.redis;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The parameters of a store. */
record Setting(
        Location location,
        String prefix,
        @Nullable Path passwordFile,
        @Nullable String sentinelPassword,
        Duration patience,
        @Nullable Tls tls,
        @Nullable Identity identity,
        String name) {
    private static final int MAX_PREFIX = 64;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    Setting passwordFile(Path file) {
        if (location.password() != null) {
            throw new IllegalArgumentException("The URL of the Redis has a password, and there is a file with one, too."
                    + " Leave out one of them.");
        }
        return new Setting(location, prefix, file, sentinelPassword, patience, tls, identity, name);
    }

    Setting sentinelPassword(String password) {
        if (location.kind() != Location.Kind.SENTINEL) {
            throw new IllegalArgumentException(
                    "A password for sentinels means something with redis-sentinel:// only. Leave it out.");
        }
        return new Setting(location, prefix, passwordFile, password, patience, tls, identity, name);
    }

    Setting prefix(String text) {
        if (!text.matches("[A-Za-z0-9._:-]{1," + MAX_PREFIX + "}")) {
            throw new IllegalArgumentException("The prefix of keys has 1 to " + MAX_PREFIX
                    + " letters, digits and . _ : - but this one is \"" + text + "\".");
        }
        return new Setting(location, text, passwordFile, sentinelPassword, patience, tls, identity, name);
    }

    Setting patience(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A connection may take up to a minute to be made, but the connectTimeout is " + time + ".");
        }
        return new Setting(location, prefix, passwordFile, sentinelPassword, time, tls, identity, name);
    }

    Setting tls(Tls how, @Nullable Identity who) {
        if (!location.tls()) {
            throw new IllegalArgumentException(
                    "The URL of the Redis is without TLS, so tls means nothing. Write rediss://, or leave it out.");
        }
        if (!how.on()) {
            throw new IllegalArgumentException(
                    "The URL of the Redis is with TLS, so it cannot be off. Write redis://, or leave tls out.");
        }
        if (how.serverName() != null) {
            throw new IllegalArgumentException(
                    "A Redis must name the host of its URL in its certificate, or be one of peers."
                            + " Leave serverName out.");
        }
        Setting changed = new Setting(location, prefix, passwordFile, sentinelPassword, patience, how, who, name);
        changed.trust().close();
        return changed;
    }

    Setting named(String text) {
        return new Setting(location, prefix, passwordFile, sentinelPassword, patience, tls, identity, text);
    }

    /** @throws IllegalArgumentException if files cannot be used, or an identity is missing */
    HostTrust trust() {
        Tls how = tls == null ? Tls.server() : tls;
        return new HostTrust(how, identity, location.nodes().get(0).host());
    }

    Addresses addresses() {
        boolean byHost = tls == null || tls.peers().isEmpty();
        return new Addresses(location, passwordFile, sentinelPassword, patience, byHost);
    }
}
