package io.hauberk.rewrite;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Changes path and host of a request before it is forwarded; the query is kept. For routes that forward to a service,
 * since an application behind the gateway reads its own request.
 *
 * <pre>{@code
 * Rewrite.stripPrefix("/orders")                 // /orders/42 becomes /42
 * Rewrite.prefix("/v2/orders")                   // of a route /orders/**: /orders/42 becomes /v2/orders/42
 * Rewrite.path("/status").andHost("internal")
 * }</pre>
 *
 * <p>Never refuses, never blocks; immutable and thread-safe. Stands last in a chain, next to the target: filters inside
 * would see other paths than those outside.
 */
public final class Rewrite implements Filter {
    private static final String NAME = "rewrite";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);

    private final PathChange path;
    private final @Nullable String host;

    private Rewrite(PathChange path, @Nullable String host) {
        this.path = path;
        this.host = host;
    }

    /** Takes a prefix away, where a path has it as its first elements. */
    public static Rewrite stripPrefix(String prefix) {
        return new Rewrite(PathChange.prefix(prefix, ""), null);
    }

    /** Replaces the prefix that the match of the route names, {@code /a} of {@code /a/**}. */
    public static Rewrite prefix(String replacement) {
        return new Rewrite(PathChange.matchedPrefix(replacement), null);
    }

    /** Replaces the whole path. */
    public static Rewrite path(String path) {
        return new Rewrite(PathChange.whole(path), null);
    }

    /** Replaces the host, with or without a port: the authority and the Host field. */
    public static Rewrite host(String host) {
        return new Rewrite(PathChange.NONE, HostName.requireAuthority(host));
    }

    /** Reads {@code { prefix, path, host }}; prefix and path exclude each other. */
    public static Rewrite from(Settings settings) {
        PathChange change = PathChangeReader.read(settings);
        String host = settings.text("host");
        if (change.keeps() && host == null) {
            if (!settings.has("prefix") && !settings.has("path") && !settings.has("host")) {
                settings.fault("prefix", "rewrite changes nothing. Give it prefix, path or host.");
            }
            return new Rewrite(change, null);
        }
        try {
            return new Rewrite(change, host == null ? null : HostName.requireAuthority(host));
        } catch (IllegalArgumentException e) {
            settings.fault("host", String.valueOf(e.getMessage()));
            return new Rewrite(change, null);
        }
    }

    /** This rewrite, and another host; see {@link #host}. */
    public Rewrite andHost(String host) {
        return new Rewrite(path, HostName.requireAuthority(host));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TRANSFORMATION;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Request rewritten = request;
        String other = path.apply(request);
        if (!other.equals(request.path())) {
            rewritten = rewritten.withPath(other);
        }
        if (host != null) {
            rewritten = rewritten.withAuthority(request.scheme(), host).with("Host", host);
        }
        request.exchange().record(APPLIED);
        return next.handle(rewritten);
    }

    @Override
    public String toString() {
        String both = path.keeps() || host == null ? "" : ", ";
        return NAME + '(' + path + both + (host == null ? "" : "host " + host) + ')';
    }
}
