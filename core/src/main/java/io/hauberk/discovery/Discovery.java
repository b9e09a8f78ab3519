package io.hauberk.discovery;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints of a service and goes on telling which they are. Immutable and thread-safe: one discovery may be
 * watched for several services. Two discoveries that are {@linkplain Object#equals equal} find the same, so that a
 * reload of the configuration keeps a watch that is under way.
 *
 * <p>What a discovery finds replaces what was known; endpoints that stay keep their counters. Nothing found, or a
 * failure, replaces nothing: a registry that dies, empties or flaps never empties a service.
 */
@FunctionalInterface
public interface Discovery {
    /**
     * Begins to watch. Returns soon: what may take long runs by {@link Watcher#later}. The first answer should come as
     * soon as it can, since calls wait for it, within bounds.
     *
     * @return closed when nobody wants to know any more
     */
    Watch watch(Watcher watcher);

    /** The scheme of what it finds, where it says so itself; null where the service's TLS decides. */
    default @Nullable String scheme() {
        return null;
    }

    /** What it always finds, where that is known beforehand; else null. */
    default @Nullable List<Endpoint> known() {
        return null;
    }

    /** Always these endpoints. */
    static Discovery of(List<Endpoint> endpoints) {
        return new Fixed(List.copyOf(endpoints));
    }

    /** Always these endpoints, given as URLs such as {@code https://10.0.0.7:8443}. */
    static Discovery of(String... urls) {
        return of(java.util.Arrays.stream(urls).map(Endpoint::parse).toList());
    }

    /**
     * All addresses of a name, looked up again every 30 s or so (the JDK does not tell the records' times). The port is
     * the scheme's where it is not given.
     *
     * @param hostAndPort such as {@code orders.shop.svc:8443}
     */
    static Dns dns(String hostAndPort) {
        return Dns.of(hostAndPort);
    }

    /**
     * The endpoints that a YAML or JSON file lists, as an {@code endpoints:} block does; the file is watched.
     *
     * @param file need not be there yet
     */
    static EndpointFile file(Path file) {
        return EndpointFile.of(file);
    }

    /**
     * This discovery, whose last good answer is kept in a file and used at a start at which it does not answer.
     *
     * @param path a file for one service, or a folder that exists, in which each service has one of its own
     * @throws IllegalArgumentException if its endpoints are known beforehand
     */
    default Snapshot snapshot(Path path) {
        return Snapshot.of(this, path);
    }

    /** A watch under way. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        /** Ends it. Does not block. */
        @Override
        void close();
    }
}
