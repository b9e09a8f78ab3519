package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a service before the first call: its endpoints are found, and connections to some of them are opened,
 * TLS included, so that the first callers do not wait for that. Immutable, thread-safe. It does nothing by itself: see
 * {@link Services#warmUp}.
 *
 * <p>A connection is opened by a request, since it would be of no use otherwise: a GET of {@code /} unless another path is
 * named. Any answer will do. It is counted nowhere.
 */
public final class WarmUp {
    private static final WarmUp STANDARD = new WarmUp(true, 2, "/", Duration.ofSeconds(5));
    private static final WarmUp NEVER = new WarmUp(false, 0, "/", Duration.ofSeconds(5));

    private final boolean on;
    private final int endpoints;
    private final String path;
    private final Duration timeout;

    private WarmUp(boolean on, int endpoints, String path, Duration timeout) {
        this.on = on;
        this.endpoints = endpoints;
        this.path = path;
        this.timeout = timeout;
    }

    /** Connections to two endpoints, within 5 s. */
    public static WarmUp standard() {
        return STANDARD;
    }

    /** Nothing, and nobody waits for it: for a service that need not be there when we begin. */
    public static WarmUp never() {
        return NEVER;
    }

    /** Connections to so many endpoints, drawn by chance. Default: 2; 0 only finds them. */
    public WarmUp endpoints(int endpoints) {
        if (endpoints < 0 || endpoints > 1000) {
            throw new IllegalArgumentException(
                    "Connections are opened to 0 to 1000 endpoints, but this asks for " + endpoints + ".");
        }
        return new WarmUp(on, endpoints, path, timeout);
    }

    /** What the request asks for. Default: {@code /}. */
    public WarmUp path(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("A path begins with a slash, not \"" + path + "\".");
        }
        return new WarmUp(on, endpoints, path, timeout);
    }

    /** How long all of it may take. Default: 5 s. */
    public WarmUp timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Warming up takes some time, but this asks for " + timeout + ".");
        }
        return new WarmUp(on, endpoints, path, timeout);
    }

    boolean on() {
        return on;
    }

    int endpoints() {
        return endpoints;
    }

    String path() {
        return path;
    }

    Duration timeout() {
        return timeout;
    }

    /** Reads {@code warmUp: { endpoints, path, timeout }}. */
    static WarmUp from(Settings settings) {
        WarmUp read = STANDARD.endpoints((int) settings.number("endpoints", 2, 0, 1000));
        String path = settings.text("path");
        Duration timeout = settings.duration("timeout");
        if (path != null && !path.startsWith("/")) {
            settings.fault("path", "A path begins with a slash. Write /" + path + ".");
        } else if (path != null) {
            read = read.path(path);
        }
        return timeout == null ? read : read.timeout(timeout);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WarmUp that
                && on == that.on
                && endpoints == that.endpoints
                && path.equals(that.path)
                && timeout.equals(that.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(on, endpoints, path, timeout);
    }

    @Override
    public String toString() {
        return on ? endpoints + " endpoints within " + timeout : "never";
    }
}
