package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks each endpoint of a service, again and again, whether it is well, and keeps calls from those that are not.
 * Immutable, thread-safe; off unless asked for.
 *
 * <p>A check goes the way of calls: over the service's own transport, with its TLS and our identity; but it is counted in
 * {@code hauberk.mesh.health.checks} only. The first check of an endpoint decides by itself; later on it takes some in a
 * row. Checks are spread over the time by chance, and share at most 64 threads, however many endpoints there are.
 *
 * <p>Where less than the {@linkplain Service#panicThreshold panic threshold} is well, all are called: a check that is
 * wrong must not take a whole service away. A check that passes shortens an ejection: the next request shows whether the
 * endpoint is back.
 */
public final class HealthCheck {
    /** What is asked. */
    public enum Kind {
        /** An HTTP request, whose answer must have one of the expected statuses. */
        HTTP,
        /** A TCP connection. */
        TCP,
        /** The method {@code Check} of {@code grpc.health.v1.Health}, which must answer SERVING. */
        GRPC;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Settled settled;

    private HealthCheck(Settled settled) {
        this.settled = settled;
    }

    /**
     * A GET of this path; a status from 200 to 299 is well.
     *
     * @param path such as {@code /health}; it may have a query
     */
    public static HealthCheck http(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "A health check asks for a path that begins with a slash, not \"" + path + "\".");
        }
        return of(Kind.HTTP, path);
    }

    /** Opens a connection and closes it. */
    public static HealthCheck tcp() {
        return of(Kind.TCP, "");
    }

    /** Asks for the server as a whole. Over TLS the server must offer HTTP/2; in clear text it is HTTP/2 at once. */
    public static HealthCheck grpc() {
        return grpc("");
    }

    /** Asks for one gRPC service of the server, such as {@code shop.Orders}. */
    public static HealthCheck grpc(String service) {
        return of(Kind.GRPC, service);
    }

    private static HealthCheck of(Kind kind, String target) {
        Settled settled = new Settled();
        settled.kind = kind;
        settled.target = target;
        return new HealthCheck(settled);
    }

    /** How often, from the begin of one check to that of the next. Default: 5 s. */
    public HealthCheck every(Duration interval) {
        requirePositive("The interval", interval);
        return with(s -> s.every = interval);
    }

    /** How long one may take, connecting included. Default: 1 s. */
    public HealthCheck timeout(Duration timeout) {
        requirePositive("The timeout", timeout);
        return with(s -> s.timeout = timeout);
    }

    /** How many in a row must fail until the endpoint is out. Default: 3. */
    public HealthCheck unhealthy(int failures) {
        requireCount(failures);
        return with(s -> s.unhealthy = failures);
    }

    /** How many in a row must pass until the endpoint is back. Default: 2. */
    public HealthCheck healthy(int passes) {
        requireCount(passes);
        return with(s -> s.healthy = passes);
    }

    /** The method of an HTTP check. Default: GET. */
    public HealthCheck method(String method) {
        return with(s -> s.method = method);
    }

    /** The {@code Host} of an HTTP check. Default: the name of the service. */
    public HealthCheck host(String host) {
        return with(s -> s.host = host);
    }

    /** Statuses from the first to the last are well. Default: 200 to 299. */
    public HealthCheck statuses(int first, int last) {
        if (first < 100 || last > 599 || last < first) {
            throw new IllegalArgumentException(
                    "Statuses go from 100 to 599, but a health check expects " + first + " to " + last + ".");
        }
        return with(s -> {
            s.firstStatus = first;
            s.lastStatus = last;
        });
    }

    /** Whether who is new is called before its first check. Default: yes. */
    public HealthCheck assumeHealthy(boolean assumed) {
        return with(s -> s.assumeHealthy = assumed);
    }

    /** Whether a pass shortens an ejection. Default: yes. */
    public HealthCheck endsEjection(boolean ends) {
        return with(s -> s.endsEjection = ends);
    }

    /** What is asked. */
    public Kind kind() {
        return settled.kind;
    }

    /** How often. */
    public Duration every() {
        return settled.every;
    }

    /** How long one may take. */
    public Duration timeout() {
        return settled.timeout;
    }

    /** How many in a row must fail. */
    public int unhealthy() {
        return settled.unhealthy;
    }

    /** How many in a row must pass. */
    public int healthy() {
        return settled.healthy;
    }

    /** The path of an HTTP check, the service of a gRPC check. */
    String target() {
        return settled.target;
    }

    String method() {
        return settled.method;
    }

    @Nullable String host() {
        return settled.host;
    }

    boolean expects(int status) {
        return status >= settled.firstStatus && status <= settled.lastStatus;
    }

    boolean assumesHealthy() {
        return settled.assumeHealthy;
    }

    boolean endsEjection() {
        return settled.endsEjection;
    }

    /** Reads {@code healthCheck: { … }}. */
    static HealthCheck from(Settings settings) {
        return HealthReader.read(settings);
    }

    private HealthCheck with(Consumer<Settled> change) {
        Settled changed = new Settled(settled);
        change.accept(changed);
        return new HealthCheck(changed);
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " of a health check is above zero, not " + duration + ".");
        }
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one health check decides, but this asks for " + count + ".");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HealthCheck that && settled.parts().equals(that.settled.parts());
    }

    @Override
    public int hashCode() {
        return settled.parts().hashCode();
    }

    @Override
    public String toString() {
        return kind() + (target().isEmpty() ? "" : " " + target()) + " every " + every();
    }

    /** All that can be said. Written to only while {@link #with} makes a new one. */
    private static final class Settled {
        private Kind kind = Kind.HTTP;
        private String target = "";
        private Duration every = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(1);
        private int unhealthy = 3;
        private int healthy = 2;
        private String method = "GET";
        private @Nullable String host;
        private int firstStatus = 200;
        private int lastStatus = 299;
        private boolean assumeHealthy = true;
        private boolean endsEjection = true;

        Settled() {}

        Settled(Settled other) {
            kind = other.kind;
            target = other.target;
            every = other.every;
            timeout = other.timeout;
            unhealthy = other.unhealthy;
            healthy = other.healthy;
            method = other.method;
            host = other.host;
            firstStatus = other.firstStatus;
            lastStatus = other.lastStatus;
            assumeHealthy = other.assumeHealthy;
            endsEjection = other.endsEjection;
        }

        private List<@Nullable Object> parts() {
            return Arrays.asList(
                    kind,
                    target,
                    every,
                    timeout,
                    unhealthy,
                    healthy,
                    method,
                    host,
                    firstStatus,
                    lastStatus,
                    assumeHealthy,
                    endsEjection);
        }
    }
}
