package io.hauberk.okhttp;

import io.hauberk.Handler;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.config.Hauberk;
import io.hauberk.identity.Identity;
import io.hauberk.killswitch.EnvironmentSwitches;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.killswitch.Switches;
import io.hauberk.service.Service;
import io.hauberk.service.Services;
import io.hauberk.service.ServicesBuilder;
import io.hauberk.service.TransportProvider.Surroundings;
import io.hauberk.service.WarmUp;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The services that we call, behind plain OkHttp: {@code http://orders/42} is sent to an instance of the service {@code
 * orders}, over mutual TLS if it has that, within the deadline of the one for whom we call, and again elsewhere where
 * that is harmless.
 *
 * <pre>{@code
 * Mesh mesh = Mesh.builder()
 *     .identity(Identity.pem(Path.of("/var/run/secrets/spiffe.io")))
 *     .service("orders", orders -> orders.discover(Discovery.dns("orders.shop.svc:8443")).tls(Tls.mutual()))
 *     .build();
 * OkHttpClient http = mesh.okHttp();
 * }</pre>
 *
 * <p>Three ways in, all to the same services, limits and counters: {@link #okHttp()}, {@link #wrap(OkHttpClient)} for a
 * client that you have, and {@link #service(String)} as a {@link Handler}, for gateways. On whose behalf a call is made
 * is known by the thread that makes it, or by a tag: {@code request.tag(Exchange.class, exchange)}.
 *
 * <p>To a caller of OkHttp a refusal is a {@link io.hauberk.RejectedException}, a deadline that passed a {@link
 * io.hauberk.DeadlineExceededException}, and what OkHttp throws stays as it is. Thread-safe.
 */
public final class Mesh implements AutoCloseable {
    private final Services services;
    private final MeshParts parts;
    private final boolean owner;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OwnClient own;
    private boolean closed;
    private volatile boolean asHandlers;

    private Mesh(Services services, MeshParts parts, boolean owner) {
        this.services = services;
        this.parts = parts;
        this.owner = owner;
    }

    /** A mesh put together in code. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The mesh of a configuration that was loaded; it follows each reload. The configuration stays yours to close, and
     * closing the mesh closes only what belongs to its clients.
     */
    public static Mesh of(Hauberk hauberk) {
        Diagnostics.require();
        MeshParts parts =
                new MeshParts(hauberk.services(), hauberk::refusesUnknownHosts, hauberk.identity(), Ticker.system());
        return new Mesh(hauberk.services(), parts, false);
    }

    /** The service of that name, as a handler: each call picks an instance, and more where it has to. */
    public Handler service(String name) {
        asHandlers = true;
        Handler handler = services.handler(name);
        return owner ? handler : new MeshHandler(handler, parts);
    }

    /**
     * A client for the services, and by the egress rule for other hosts. The same one each time; its connections and
     * threads end with the mesh. Follows redirects, keeps no cookies and no cache.
     */
    public OkHttpClient okHttp() {
        return own().client();
    }

    private OwnClient own() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("This mesh is closed.");
            }
            OwnClient now = own;
            if (now == null) {
                now = OwnClient.of(parts, services.metrics());
                own = now;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether calls to this host are for the mesh to make: it is a service, or others are refused, or the mesh is closed,
     * which refuses all. For adapters of other HTTP clients: what the mesh does not take goes the client's own way.
     *
     * @param host as it stands in a URL; null where there is none, which nobody takes
     */
    public boolean takes(@Nullable String host) {
        return host != null
                && (parts.closed()
                        || parts.refusesUnknownHosts()
                        || parts.service(host.toLowerCase(Locale.ROOT)) != null);
    }

    /**
     * A call, as adapters of other HTTP clients make them. It is made on behalf of the exchange of this thread.
     *
     * @param url whole, as in {@code http://orders/42}
     */
    public OutgoingCall call(String method, String url) {
        return new OutgoingCall(this::own, parts, method, url);
    }

    /**
     * A client like this one that calls services by their names. It keeps the client's interceptors, listeners, cache,
     * cookies, authenticators and dispatcher, its connection pool, and for other hosts its TLS, DNS, proxy and timeouts.
     * Redirects are followed if the client follows them, each by a fresh choice. The client itself is not changed.
     *
     * <p>To a dispatcher a whole service is one host, and it lets five enqueued calls to a host run at a time unless {@code
     * setMaxRequestsPerHost} says more.
     *
     * @throws IllegalArgumentException if it is such a client already
     */
    public OkHttpClient wrap(OkHttpClient client) {
        return Wrapping.around(client, parts);
    }

    /**
     * Makes the services ready to be called: waits until their endpoints are found, and opens connections to some of
     * them, for {@link #okHttp()} and for {@link #service}, whichever were asked for before. Worth its time before an
     * instance says that it is ready. Blocks, at most as long as each service's {@link WarmUp} says, 5 s by default. A
     * client of your own has its own connections, and is not warmed.
     *
     * @return what is not as it should be, in sentences; empty where all is well
     */
    public List<String> warmUp() {
        OkHttpClient client;
        boolean handlers;
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("This mesh is closed.");
            }
            handlers = asHandlers;
            client = own == null ? null : own.unfollowing();
        } finally {
            lock.unlock();
        }
        List<String> faults = new ArrayList<>();
        if (client != null) {
            faults.addAll(services.warmUp(WarmUp.standard(), Warmth.through(client)));
        }
        if (handlers || client == null) {
            faults.addAll(services.warmUp(WarmUp.standard(), null));
        }
        return faults;
    }

    /**
     * Switches filters of services off for a time: {@code limits} or {@code traffic} as a whole, or one filter as {@code
     * services/SERVICE/FILTER}. The mesh of a configuration obeys the switches of its gateway. See {@link Switches}.
     *
     * @param reason for those who read the log
     * @throws IllegalArgumentException if there is nothing of that name to switch off, or the time is not positive, or too
     *     long for a filter that authenticates or authorizes; the message says which
     */
    public void switchOff(String what, Duration time, String reason) {
        services.switchboard().off(what, time, reason);
    }

    /** Takes back what {@link #switchOff} said. What a file or the environment switches off stays off. */
    public void switchOn(String what) {
        services.switches().on(what);
    }

    /** What is switched off at the moment. */
    public List<SwitchedOff> switchedOff() {
        return services.switches().off();
    }

    /**
     * Takes no calls any more, waits until those under way have ended, bodies included, and then closes. Blocks, at most
     * so long. The services of a configuration stay as they are, for whoever else calls them: there it waits for the calls
     * of this mesh's clients and of its {@linkplain #service handlers}, and {@link Hauberk#close(Duration)} for all.
     *
     * @return whether all of them had ended
     */
    public boolean close(Duration atMost) {
        parts.refuse();
        boolean idle =
                owner ? services.close(atMost) : parts.underWay().awaitNone(atMost, parts.ticker(), Sleeper.system());
        close();
        return idle;
    }

    /** Ends it: idle connections are closed, those in use when their answers end; later calls are refused, of handlers too. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (owner) {
                services.close();
            }
            parts.close();
            if (own != null) {
                own.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "mesh of " + services.names();
    }

    /** What a mesh is made of. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Service> services = new LinkedHashMap<>();
        private @Nullable Identity identity;
        private Egress egress = Egress.PASS;
        private MeterRegistry metrics = new CompositeMeterRegistry();
        private Ticker ticker = Ticker.system();
        private @Nullable String name;
        private @Nullable Switches switches;

        private Builder() {}

        /**
         * Its name, a lower-case DNS label: the tag {@code mesh} of all its meters, where several meshes count in one
         * registry. Name all of them then: Prometheus takes no meters of one name with different tags. Default: no such
         * tag, and of two meshes that have a service of one name only the first shows its state, and what both count is
         * added up.
         */
        public Builder name(String name) {
            if (!Service.isName(name)) {
                throw new IllegalArgumentException("\"" + name
                        + "\" cannot name a mesh: a name has 1 to 63 lower-case letters, digits and inner hyphens.");
            }
            this.name = name;
            return this;
        }

        /** Who we are: our certificate for mutual TLS, and whom we trust. It stays yours to close. Default: nobody. */
        public Builder identity(Identity identity) {
            this.identity = identity;
            return this;
        }

        /**
         * Adds a service.
         *
         * @param name a lower-case DNS label: the host in URLs, and what certificates must name
         * @param settings says where it is and how it is called, beginning from the defaults
         * @throws IllegalArgumentException if the name is none, or is taken
         */
        public Builder service(String name, UnaryOperator<Service> settings) {
            if (services.putIfAbsent(name, settings.apply(Service.named(name))) != null) {
                throw new IllegalArgumentException("There are two services named " + name + ".");
            }
            return this;
        }

        /** What happens to calls to hosts that are no service. Default: they {@linkplain Egress#PASS pass}. */
        public Builder egress(Egress egress) {
            this.egress = egress;
            return this;
        }

        /** Where calls, attempts, endpoints and certificates are counted. Default: nowhere. */
        public Builder metrics(MeterRegistry metrics) {
            this.metrics = metrics;
            return this;
        }

        /**
         * The kill switches to obey, such as those that a gateway obeys, too. Default: some of its own, set by the
         * environment variable {@code HAUBERK_OFF} and by {@link Mesh#switchOff}.
         */
        public Builder switches(Switches switches) {
            this.switches = switches;
            return this;
        }

        /** The clock. Default: the machine's. Sockets live by the machine's in any case. */
        public Builder ticker(Ticker ticker) {
            this.ticker = ticker;
            return this;
        }

        /**
         * The mesh.
         *
         * @throws IllegalArgumentException if a service contradicts itself, or needs an identity and there is none, or
         *     another mesh of its name counts in the same registry
         * @throws IllegalStateException if OkHttp on the class path is not one that works, in a sentence
         */
        public Mesh build() {
            Diagnostics.require();
            MeterRegistry metrics = ofItsOwn();
            Surroundings surroundings = new Surroundings(identity, metrics, ticker);
            OkHttpTransports transports = new OkHttpTransports();
            ServicesBuilder builder = Services.builder(service -> transports.open(service, surroundings))
                    .metrics(metrics)
                    .ticker(ticker);
            Switches given = switches;
            Services all = (given == null ? builder : builder.switches(given)).build();
            all.replace(services.values());
            if (given == null) {
                obeyEnvironment(all);
                all.switches().bindTo(metrics);
            }
            if (identity != null) {
                identity.bindTo(metrics);
            }
            boolean refusing = egress == Egress.REFUSE;
            return new Mesh(all, new MeshParts(all, () -> refusing, identity, ticker), true);
        }

        private static void obeyEnvironment(Services all) {
            List<SwitchedOff> said = EnvironmentSwitches.ofServices(System.getenv(EnvironmentSwitches.VARIABLE));
            try {
                said.forEach(all.switchboard()::require);
            } catch (IllegalArgumentException e) {
                all.close();
                throw e;
            }
            all.switches().say("environment", said);
        }

        private MeterRegistry ofItsOwn() {
            String named = name;
            if (named == null) {
                return metrics;
            }
            if (!metrics.find("hauberk.mesh.active").tag("mesh", named).gauges().isEmpty()) {
                throw new IllegalArgumentException("Another mesh of the name " + named
                        + " counts in this meter registry. Give this one another name, or a registry of its own.");
            }
            CompositeMeterRegistry own = new CompositeMeterRegistry();
            own.config().commonTags("mesh", named);
            own.add(metrics);
            return own;
        }
    }
}
