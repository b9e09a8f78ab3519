package io.hauberk.dns;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.registry.Sieve;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What DNS has for a name, asked again when its records' time to live is over: all addresses ({@link #addresses}), or the
 * targets of SRV records with their priorities, weights and ports ({@link #services}, RFC 2782). Over UDP, and over TCP
 * where an answer was cut. A name that is gone, or a server that does not answer, replaces nothing.
 *
 * <p>By dnsjava, since the JDK's resolver tells no times and no SRV records, and caches by rules of its own. Immutable,
 * thread-safe.
 */
public final class DnsRecords implements Discovery {
    static final Duration LEAST = Duration.ofSeconds(5);
    static final Duration MOST = Duration.ofMinutes(5);

    private final String name;
    /** 0 for the scheme's; -1 for SRV. */
    private final int port;

    private final List<String> servers;
    private final Family family;
    private final Duration least;
    private final Duration most;

    private DnsRecords(String name, int port, List<String> servers, Family family, Duration least, Duration most) {
        this.name = name;
        this.port = port;
        this.servers = servers;
        this.family = family;
        this.least = least;
        this.most = most;
    }

    /**
     * All addresses of a name.
     *
     * @param hostAndPort such as {@code orders.shop.svc:8443}; the port is the scheme's where it is not given
     */
    public static DnsRecords addresses(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        // Reading it as an endpoint checks it.
        Endpoint checked = Endpoint.parse("http://" + hostAndPort);
        Names.require(host);
        return new DnsRecords(host, colon < 0 ? 0 : checked.port(), List.of(), Family.ANY, LEAST, MOST);
    }

    /** The targets of the SRV records of a name, such as {@code _https._tcp.orders.shop.svc}. */
    public static DnsRecords services(String name) {
        Names.require(name);
        return new DnsRecords(name, -1, List.of(), Family.ANY, LEAST, MOST);
    }

    /** Asks these name servers, {@code address} or {@code address:port}. Default: the system's. */
    public DnsRecords at(String... servers) {
        for (String server : servers) {
            Names.server(server);
        }
        return new DnsRecords(name, port, List.of(servers), family, least, most);
    }

    /** Which addresses are asked for. Default: {@link Family#ANY}. */
    public DnsRecords family(Family family) {
        return new DnsRecords(name, port, servers, family, least, most);
    }

    /**
     * Takes a record's time for no shorter and no longer than these. Default: 5 s and 5 minutes.
     *
     * @param least 100 ms at least
     */
    public DnsRecords ttl(Duration least, Duration most) {
        if (least.compareTo(Duration.ofMillis(100)) < 0 || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "Times to live are from 100 ms on, the least not above the most, but these" + " are " + least
                            + " and " + most + ".");
        }
        return new DnsRecords(name, port, servers, family, least, most);
    }

    @Override
    public Watch watch(Watcher watcher) {
        Names names = new Names(servers, family);
        Sieve sieve = new Sieve(watcher.service(), "DNS");
        return Rounds.apart(watcher, found -> {
            Answer answer = port < 0
                    ? new SrvRecords(names, name, sieve).look(watcher.scheme())
                    : names.addresses(name, watcher.scheme(), port);
            found.accept(answer.endpoints());
            Duration ttl = answer.ttl().compareTo(most) > 0 ? most : answer.ttl();
            return ttl.compareTo(least) < 0 ? least : ttl;
        });
    }

    /** Endpoints, and how long they count. */
    record Answer(List<Endpoint> endpoints, Duration ttl) {}

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DnsRecords that
                && name.equals(that.name)
                && port == that.port
                && servers.equals(that.servers)
                && family == that.family
                && least.equals(that.least)
                && most.equals(that.most);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, port, servers);
    }

    @Override
    public String toString() {
        return (port < 0 ? "srv " : "dns ") + name + (port > 0 ? ":" + port : "");
    }
}
