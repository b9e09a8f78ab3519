package io.hauberk.discovery;

import io.hauberk.Settings;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address of a service. Its identity is scheme, host, port and, where it came from a name, the resolved address; all
 * else is data about it, which may change while it keeps its counters. Immutable.
 */
public final class Endpoint {
    private static final int MAX_LABELS = 64;

    private final String scheme;
    private final String host;
    private final int port;
    private final @Nullable InetAddress address;
    private final About about;

    private Endpoint(String scheme, String host, int port, @Nullable InetAddress address, About about) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.address = address;
        this.about = about;
    }

    /**
     * An endpoint with weight 1.
     *
     * @param scheme {@code http} or {@code https}
     * @param host a name or an IP literal, IPv6 without brackets
     */
    public static Endpoint of(String scheme, String host, int port) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("An endpoint speaks http or https, not \"" + scheme + "\".");
        }
        if (!HostPort.valid(host) || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("An endpoint has a host and a port from 1 to 65535, but this one is \""
                    + host + ":" + port + "\".");
        }
        return new Endpoint(scheme, host, port, null, About.NOTHING);
    }

    /**
     * An endpoint from a URL such as {@code https://10.0.0.7:8443}: scheme, host and, where it is not the scheme's, port.
     *
     * @throws IllegalArgumentException if there is more, such as a path, or less
     */
    public static Endpoint parse(String url) {
        int mark = url.indexOf("://");
        if (mark < 0) {
            throw new IllegalArgumentException(
                    "Endpoint \"" + url + "\" needs a scheme: write http:// or https:// in front of it.");
        }
        String scheme = url.substring(0, mark).toLowerCase(Locale.ROOT);
        String rest = url.substring(mark + 3);
        HostPort hostPort = HostPort.parse(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
        if (hostPort == null) {
            throw new IllegalArgumentException(
                    "Endpoint \"" + url + "\" is not of the form https://host:port, without user, path or query.");
        }
        return of(scheme, hostPort.host(), hostPort.portFor(scheme));
    }

    /**
     * An endpoint from a block with {@code url}, and where wanted {@code weight}, {@code zone}, {@code priority}, {@code
     * labels}, {@code hashKey} and {@code leaving}.
     *
     * @return null if there was a fault, which the settings were told
     */
    public static @Nullable Endpoint from(Settings block) {
        int weight = (int) block.number("weight", 1, 0, 1_000_000);
        int priority = (int) block.number("priority", 0, 0, 127);
        boolean leaving = block.flag("leaving", false);
        String zone = block.text("zone");
        String hashKey = block.text("hashKey");
        Map<String, String> labels = block.entries("labels");
        String url = block.requiredText("url");
        try {
            return url.isEmpty()
                    ? null
                    : parse(url)
                            .with(new About(weight, zone, priority, Map.of(), hashKey, leaving))
                            .labelled(labels);
        } catch (IllegalArgumentException e) {
            block.fault(labels.size() > MAX_LABELS ? "labels" : "url", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** This endpoint at a resolved address. */
    public Endpoint at(InetAddress address) {
        return new Endpoint(scheme, host, port, address, about);
    }

    /** This endpoint with a weight from 0 to 1,000,000; 0 takes no traffic. Default: 1. */
    public Endpoint weighing(int weight) {
        if (weight < 0 || weight > 1_000_000) {
            throw new IllegalArgumentException("A weight is between 0 and 1000000, but this one is " + weight + ".");
        }
        return with(new About(weight, about.zone, about.priority, about.labels, about.hashKey, about.leaving));
    }

    /** This endpoint in a zone. Default: none. */
    public Endpoint in(@Nullable String zone) {
        return with(new About(about.weight, zone, about.priority, about.labels, about.hashKey, about.leaving));
    }

    /**
     * This endpoint with a priority from 0 to 127. Those of 0 are used first, and those of the next number as far as
     * there are too few healthy ones before them. Default: 0.
     */
    public Endpoint priority(int priority) {
        if (priority < 0 || priority > 127) {
            throw new IllegalArgumentException("A priority is between 0 and 127, but this one is " + priority + ".");
        }
        return with(new About(about.weight, about.zone, priority, about.labels, about.hashKey, about.leaving));
    }

    /** This endpoint with labels, at most 64, by which subsets are chosen. Default: none. */
    public Endpoint labelled(Map<String, String> labels) {
        if (labels.size() > MAX_LABELS) {
            throw new IllegalArgumentException(
                    "An endpoint has at most " + MAX_LABELS + " labels, but this one has " + labels.size() + ".");
        }
        return with(
                new About(about.weight, about.zone, about.priority, Map.copyOf(labels), about.hashKey, about.leaving));
    }

    /**
     * This endpoint with a name for consistent hashing, such as the pod's, so that it keeps its keys when its address
     * changes. Default: {@link #toString()}.
     */
    public Endpoint hashed(@Nullable String key) {
        return with(new About(about.weight, about.zone, about.priority, about.labels, key, about.leaving));
    }

    /** This endpoint, about to go: it finishes what it has, and takes more only where no other is left. Default: no. */
    public Endpoint leaving(boolean leaving) {
        return with(new About(about.weight, about.zone, about.priority, about.labels, about.hashKey, leaving));
    }

    private Endpoint with(About about) {
        return new Endpoint(scheme, host, port, address, about);
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** The name or IP literal it was given with. */
    public String host() {
        return host;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** The resolved address, or null where the host is resolved when connecting. */
    public @Nullable InetAddress address() {
        return address;
    }

    /** Its share of the traffic, relative to the others. */
    public int weight() {
        return about.weight;
    }

    /** Where it stands, or null. */
    public @Nullable String zone() {
        return about.zone;
    }

    /** When its turn is: lower numbers first. */
    public int priority() {
        return about.priority;
    }

    /** What else is known about it. */
    public Map<String, String> labels() {
        return about.labels;
    }

    /** What consistent hashing goes by. */
    public String hashKey() {
        return about.hashKey == null ? toString() : about.hashKey;
    }

    /** Whether it is about to go. */
    public boolean leaving() {
        return about.leaving;
    }

    /** Whether it is the same endpoint, and the same is known about it. */
    public boolean same(Endpoint that) {
        return equals(that) && about.equals(that.about);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint that
                && port == that.port
                && host.equals(that.host)
                && scheme.equals(that.scheme)
                && Objects.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, host, port, address);
    }

    /** Address and port, such as {@code 10.0.0.7:8443}; used as a metric tag and in decisions. */
    @Override
    public String toString() {
        String at = address == null ? host : address.getHostAddress();
        return (at.indexOf(':') >= 0 ? '[' + at + ']' : at) + ':' + port;
    }

    /** What is known about an endpoint beside where it is. */
    private record About(
            int weight,
            @Nullable String zone,
            int priority,
            Map<String, String> labels,
            @Nullable String hashKey,
            boolean leaving) {
        static final About NOTHING = new About(1, null, 0, Map.of(), null, false);
    }
}
