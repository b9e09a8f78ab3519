package io.hauberk.oauth;

import io.hauberk.Deadline;
import io.hauberk.Handler;
import io.hauberk.Ticker;
import io.hauberk.fetch.Fetch;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server: where its endpoints are, and how it is reached. Endpoints come from its metadata (OpenID Connect
 * Discovery 1.0, RFC 8414), which are read when they are first needed and again every hour; while they cannot be read, those
 * read before hold. An endpoint that is given by hand goes before them.
 *
 * <p>What it is made of is immutable. Thread-safe; asking for an endpoint may block while metadata are read.
 */
public final class AuthorizationServer {
    private static final Duration REDISCOVERED = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final String issuer;
    private final Map<String, String> endpoints;
    private final Handler fetch;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile @Nullable Failed failed;

    private AuthorizationServer(String issuer, Map<String, String> endpoints, Handler fetch, Ticker ticker) {
        this.issuer = issuer;
        this.endpoints = endpoints;
        this.fetch = fetch;
        this.ticker = ticker;
    }

    /** A server by the URL that it calls itself. */
    public static AuthorizationServer of(String issuer) {
        return new AuthorizationServer(issuer, Map.of(), Fetch.direct(), Ticker.system());
    }

    /**
     * A server of which one endpoint is all that is needed.
     *
     * @param name such as {@code token_endpoint}, as metadata call it
     * @throws IllegalArgumentException if the URL is not one that may be fetched
     */
    public static AuthorizationServer at(String name, String url) {
        return of(url).endpoint(name, url);
    }

    /**
     * This server, with an endpoint given by hand.
     *
     * @param name such as {@code token_endpoint}, as metadata call it
     * @throws IllegalArgumentException if the URL is not one that may be fetched
     */
    public AuthorizationServer endpoint(String name, String url) {
        Fetch.requireUrl(url);
        Map<String, String> more = new TreeMap<>(endpoints);
        more.put(name, url);
        return new AuthorizationServer(issuer, Map.copyOf(more), fetch, ticker);
    }

    /** This server, reached by another handler, such as a service of the mesh with mutual TLS. */
    public AuthorizationServer fetching(Handler handler) {
        return new AuthorizationServer(issuer, endpoints, handler, ticker);
    }

    /** This server by another clock. */
    public AuthorizationServer clock(Ticker ticker) {
        return new AuthorizationServer(issuer, endpoints, fetch, ticker);
    }

    /** The URL that it calls itself. */
    public String issuer() {
        return issuer;
    }

    /** What time is measured by. */
    public Ticker ticker() {
        return ticker;
    }

    /** What it is reached by. */
    public Handler fetch() {
        return fetch;
    }

    /**
     * The URL of an endpoint. May block, until the deadline at most.
     *
     * @throws IOException if it is not known; the message says why
     */
    public String endpoint(String name, Deadline deadline) throws IOException {
        String given = endpoints.get(name);
        return given != null ? given : metadata(deadline).require(name);
    }

    /**
     * The URL of an endpoint that there need not be; null where there is none.
     *
     * @throws IOException if metadata cannot be read, or name one that may not be used; the message says why
     */
    public @Nullable String optionalEndpoint(String name, Deadline deadline) throws IOException {
        String given = endpoints.get(name);
        if (given != null) {
            return given;
        }
        ServerMetadata metadata = metadata(deadline);
        return metadata.url(name) == null ? null : metadata.require(name);
    }

    /**
     * Whether its metadata promise something, such as {@code authorization_response_iss_parameter_supported}. May block.
     *
     * @throws IOException if metadata cannot be read; the message says why
     */
    public boolean promises(String name, Deadline deadline) throws IOException {
        return Boolean.TRUE.equals(metadata(deadline).members().get(name));
    }

    private ServerMetadata metadata(Deadline deadline) throws IOException {
        Known now = known;
        if (now != null && ticker.nanos() - now.readAt < REDISCOVERED.toNanos()) {
            return now.metadata;
        }
        if (now != null && !lock.tryLock()) {
            return now.metadata; // somebody reads them again
        }
        if (now == null) {
            lock.lock();
        }
        try {
            return read(deadline);
        } finally {
            lock.unlock();
        }
    }

    private ServerMetadata read(Deadline deadline) throws IOException {
        Known now = known;
        long at = ticker.nanos();
        if (now != null && at - now.readAt < REDISCOVERED.toNanos()) {
            return now.metadata;
        }
        Failed before = failed;
        if (before != null && at - before.at < RETRY.toNanos()) {
            if (now != null) {
                return now.metadata;
            }
            throw new IOException(before.reason.getMessage(), before.reason);
        }
        try {
            ServerMetadata metadata = ServerMetadata.read(issuer, fetch, ticker, deadline);
            known = new Known(metadata, ticker.nanos());
            failed = null;
            return metadata;
        } catch (IOException e) {
            failed = new Failed(e, ticker.nanos());
            if (now != null) {
                return now.metadata;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return issuer;
    }

    private record Known(ServerMetadata metadata, long readAt) {}

    private record Failed(IOException reason, long at) {}
}
