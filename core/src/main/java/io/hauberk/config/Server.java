package io.hauberk.config;

import io.hauberk.identity.CertificateFiles;
import io.hauberk.identity.ServerTls;
import io.hauberk.network.HeadLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code server:} block: where and how {@code bin/hauberk serve} listens. An embedded library has its own container
 * and ignores it. Immutable.
 *
 * @param port where it listens; 0 for any free port
 * @param address the address it listens on; null for all
 * @param threads what its requests run on; where the file does not say, virtual threads on Java 21 and newer when a
 *     route forwards to a service, since bodies that stream would hold a thread of a pool each
 * @param drain how long requests under way may take once it is told to stop
 * @param admin the port for health and metrics; null for none
 * @param tls its certificates; null for plain HTTP
 * @param headLimits how large heads of requests may be: the listener must let those in that the gateway takes
 */
public record Server(
        int port,
        @Nullable String address,
        Threads threads,
        Duration drain,
        @Nullable Admin admin,
        @Nullable Tls tls,
        HeadLimits headLimits) {
    /** What requests run on. */
    public enum Threads {
        /** A pool of platform threads. */
        PLATFORM,
        /** A virtual thread each; needs Java 21. */
        VIRTUAL
    }

    /**
     * The port for health and metrics.
     *
     * @param port where it listens; 0 for any free port
     * @param address the address it listens on
     */
    public record Admin(int port, String address) {}

    /**
     * How the server speaks TLS.
     *
     * @param files its certificates, which are watched; null for those of the {@code identity} block
     * @param how what is asked of clients, and whether plain text is taken, too
     */
    public record Tls(@Nullable CertificateFiles files, ServerTls how) {}

    /** What a file without a {@code server:} block means: port 8080 on all addresses. */
    public static final Server DEFAULT =
            new Server(8080, null, Threads.PLATFORM, Duration.ofSeconds(10), null, null, HeadLimits.standard());

    /** This, on other threads. */
    Server on(Threads other) {
        return new Server(port, address, other, drain, admin, tls, headLimits);
    }

    /** This, with other limits for heads. */
    Server with(HeadLimits limits) {
        return new Server(port, address, threads, drain, admin, tls, limits);
    }
}
