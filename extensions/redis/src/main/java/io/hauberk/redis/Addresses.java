package io.hauberk.redis;

import io.hauberk.redis.Location.Kind;
import io.hauberk.redis.Location.Node;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Location} in Lettuce's words.
 *
 * @param passwordFile read for each connection, so that a new password needs no restart; null where the URL has one, or none
 * @param sentinelPassword what sentinels want to hear; null for nothing
 * @param patience how long a connection may take to be made
 * @param byHost whether a certificate has to name the host; else {@link HostTrust} knows what it has to name
 */
record Addresses(
        Location location,
        @Nullable Path passwordFile,
        @Nullable String sentinelPassword,
        Duration patience,
        boolean byHost) {
    private static final int MAX_PASSWORD = 4_096;

    /** That of a single server, or of a master that sentinels know. */
    RedisURI server() {
        if (location.kind() != Kind.SENTINEL) {
            return node(location.nodes().get(0));
        }
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(location.master());
        location.nodes().forEach(node -> uri.getSentinels().add(sentinel(node)));
        return server(uri);
    }

    /** Those of a cluster's nodes. */
    List<RedisURI> cluster() {
        return location.nodes().stream().map(this::node).toList();
    }

    /** Sentinels have a password of their own, or none, and then refuse one. */
    private RedisURI sentinel(Node node) {
        RedisURI uri = common(new RedisURI(), node);
        if (sentinelPassword != null) {
            uri.setAuthentication(sentinelPassword);
        }
        return uri;
    }

    private RedisURI node(Node node) {
        return server(common(new RedisURI(), node));
    }

    private RedisURI common(RedisURI uri, Node node) {
        uri.setHost(node.host());
        uri.setPort(node.port());
        return secured(uri);
    }

    private RedisURI server(RedisURI uri) {
        uri.setDatabase(location.database());
        if (passwordFile != null || location.password() != null) {
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> RedisCredentials.just(location.user(), password())));
        }
        return secured(uri);
    }

    private RedisURI secured(RedisURI uri) {
        uri.setTimeout(patience);
        uri.setClientName("hauberk");
        if (location.tls()) {
            uri.setSsl(true);
            uri.setVerifyPeer(byHost ? SslVerifyMode.FULL : SslVerifyMode.CA);
        }
        return uri;
    }

    private CharSequence password() {
        Path file = passwordFile;
        if (file == null) {
            return String.valueOf(location.password());
        }
        try {
            if (Files.size(file) > MAX_PASSWORD) {
                throw new IOException("it is longer than " + MAX_PASSWORD + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The password file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Never the password. */
    @Override
    public String toString() {
        return location.toString();
    }
}
