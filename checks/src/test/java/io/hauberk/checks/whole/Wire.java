package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Sleeper;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gateway in a container that forwards everything to one service; both sides of it byte by byte. */
final class Wire implements AutoCloseable {
    /** What is known of an exchange when it has ended. */
    record Seen(End end, List<Decision> decisions) {}

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConcurrencyLimit limit = ConcurrencyLimit.of(16);
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final @Nullable RawServer service;
    private final Mesh mesh;
    private final Container.Running container;

    private Wire(Container kind, @Nullable RawServer service, UnaryOperator<Service> settings) throws Exception {
        this.service = service;
        this.mesh = Mesh.builder().metrics(meters).service("backend", settings).build();
        Filter watching = (request, next) -> {
            request.exchange()
                    .onEnd(end -> seen.add(new Seen(end, request.exchange().decisions())));
            return next.handle(request);
        };
        Gateway gateway = Gateway.builder()
                .metrics(meters)
                .use(watching, limit)
                .route(path("/**"), all -> all.to(mesh.service("backend")))
                .build();
        this.container = kind.start(context -> {
            HauberkFilter.install(context, gateway);
            context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
        });
    }

    /** To a server that plays these scripts. What fails is not tried again. */
    static Wire to(Container kind, Duration timeout, Script first, Script... more) throws Exception {
        return to(kind, timeout, timeout, first, more);
    }

    /**
     * The same with a time of its own for the content.
     *
     * @param timeout until the head
     * @param idle between two bytes of the content
     */
    static Wire to(Container kind, Duration timeout, Duration idle, Script first, Script... more) throws Exception {
        RawServer server = RawServer.start(first, more);
        return new Wire(
                kind,
                server,
                backend -> backend.endpoints("http://127.0.0.1:" + server.port())
                        .retry(Retry.never())
                        .connectTimeout(Duration.ofSeconds(60))
                        .timeout(timeout)
                        .idleTimeout(idle));
    }

    /** To a service that is described in full. */
    static Wire to(Container kind, UnaryOperator<Service> settings) throws Exception {
        return new Wire(kind, null, settings);
    }

    int port() {
        return container.port();
    }

    /** Sends these bytes and reads one answer; the connection is closed afterwards. */
    RawMessage send(String bytes) throws IOException {
        try (RawHttp http = RawHttp.connect(port())) {
            http.send(bytes);
            return http.readResponse(bytes.startsWith("HEAD ") ? "HEAD" : "GET");
        }
    }

    /** Sends a request with a Host field. */
    RawMessage request(String line, String... fields) throws IOException {
        return send(RawHttp.head(line, fields));
    }

    /** What has arrived at the service, in order. */
    List<RawMessage> arrived() {
        return service == null ? List.of() : service.requests();
    }

    /** Waits until so many have arrived. */
    void awaitArrivals(int number) throws IOException {
        await(() -> arrived().size() >= number, "The request has not arrived.");
    }

    private static void await(BooleanSupplier condition, String complaint) throws IOException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i == 6_000) {
                throw new AssertionError(complaint);
            }
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
    }

    /** How often the service was connected to. */
    int connections() {
        return service == null ? 0 : service.connections();
    }

    /** The next exchange that has ended. */
    Seen seen() throws InterruptedException {
        Seen next = seen.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("No exchange has ended within a minute.");
        }
        return next;
    }

    /** How many attempts ended in this way. */
    double attempts(String outcome) {
        return meters.find("hauberk.mesh.attempts").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** How many requests were measured with this error. */
    long errors(String type) {
        return meters.find("http.server.request.duration").tag("error.type", type).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    /** Waits until nothing is in flight. */
    void awaitNothingInFlight() throws IOException {
        await(() -> limit.inFlight() == 0, "Requests are still in flight, after a minute.");
    }

    @Override
    public void close() throws Exception {
        container.close();
        mesh.close();
        if (service != null) {
            service.close();
        }
    }
}
