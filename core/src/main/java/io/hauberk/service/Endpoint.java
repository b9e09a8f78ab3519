package io.hauberk.service;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address of a service. Its identity is scheme, host, port and, where it came from a name, the resolved address;
 * weight and zone are data about it. Immutable.
 */
public final class Endpoint {
    private final String scheme;
    private final String host;
    private final int port;
    private final @Nullable InetAddress address;
    private final int weight;
    private final @Nullable String zone;

    private Endpoint(
            String scheme, String host, int port, @Nullable InetAddress address, int weight, @Nullable String zone) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.address = address;
        this.weight = weight;
        this.zone = zone;
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
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("An endpoint has a host and a port from 1 to 65535, but this one is \""
                    + host + ":" + port + "\".");
        }
        return new Endpoint(scheme, host, port, null, 1, null);
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

    /** This endpoint at a resolved address. */
    public Endpoint at(InetAddress address) {
        return new Endpoint(scheme, host, port, address, weight, zone);
    }

    /** This endpoint with a weight from 0 to 1,000,000; 0 takes no traffic. */
    public Endpoint weighing(int weight) {
        if (weight < 0 || weight > 1_000_000) {
            throw new IllegalArgumentException("A weight is between 0 and 1000000, but this one is " + weight + ".");
        }
        return new Endpoint(scheme, host, port, address, weight, zone);
    }

    /** This endpoint in a zone. */
    public Endpoint in(@Nullable String zone) {
        return new Endpoint(scheme, host, port, address, weight, zone);
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
        return weight;
    }

    /** Where it stands, or null. */
    public @Nullable String zone() {
        return zone;
    }

    /** Whether it is the same endpoint, and the same is known about it. */
    boolean same(Endpoint that) {
        return equals(that) && weight == that.weight && Objects.equals(zone, that.zone);
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
}
