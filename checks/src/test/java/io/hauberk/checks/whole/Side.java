package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;

import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.gateway.GatewayBuilder;
import io.hauberk.gateway.RouteSpec;
import io.hauberk.okhttp.Mesh;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.service.OutlierDetection;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.timeout.Timeout;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The side under test: a gateway in a container, guarding an {@link Application} or forwarding to one elsewhere. Runs in
 * the JVM of the test, or by {@link #main} in one of its own: see {@link Fork}.
 *
 * <p>All but {@code /free/**} is limited in time and number; {@code /refused/**} admits one request an hour.
 */
final class Side implements AutoCloseable {
    /** Of those that are to outlive it. */
    static final Duration SHORT = Duration.ofMillis(600);

    /** Of those that are not to meet it, on whatever machine. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConcurrencyLimit limit = ConcurrencyLimit.of(16);
    private final @Nullable Mesh mesh;
    private final Container.Running container;

    /**
     * @param application stands behind the gateway in the same container
     * @param upstream the port of the service to forward to, or 0 to guard
     * @param timeout until the head of an answer
     */
    Side(Container kind, Application application, int upstream, Duration timeout) throws Exception {
        limit.bindTo(meters);
        mesh = upstream == 0 ? null : mesh(upstream);
        Gateway gateway = gateway(timeout);
        container = kind.start(context -> {
            HauberkFilter.install(context, gateway);
            application.deploy(context);
        });
    }

    private Mesh mesh(int upstream) {
        return Mesh.builder()
                .metrics(meters)
                .service(
                        "app",
                        app -> app.endpoints("http://127.0.0.1:" + upstream)
                                .connectTimeout(LONG)
                                // Errors that the tests ask for must not close the door to the others.
                                .outlierDetection(OutlierDetection.off()))
                .build();
    }

    private Gateway gateway(Duration timeout) {
        UnaryOperator<RouteSpec> target = route -> mesh == null ? route : route.to(mesh.service("app"));
        GatewayBuilder builder = Gateway.builder().metrics(meters).use(limit, Timeout.of(timeout));
        return builder.route(
                        path("/refused/**"), route -> target.apply(route.use(RateLimit.of(1, Duration.ofHours(1)))))
                .route(path("/**"), target)
                .build();
    }

    int port() {
        return container.port();
    }

    int inFlight() {
        return limit.inFlight();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    /** What there is at this moment of all that must not become more. */
    Report report() {
        return new Report(
                inFlight(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        // The JDK's own, for virtual threads: as many as there are processors, as they are needed.
                        .filter(name -> !name.startsWith("ForkJoinPool-1-worker") && !name.startsWith("VirtualThread"))
                        .sorted()
                        .toList(),
                meters.getMeters().stream()
                        .map(Meter::getId)
                        .map(id -> id.getName() + id.getTags())
                        .sorted()
                        .toList(),
                openFiles());
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    @Override
    public void close() throws Exception {
        container.close();
        if (mesh != null) {
            mesh.close();
        }
    }

    /** Arguments: the container, and the port of the service or 0. Answers each line on its input with a report. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        try (Side side =
                new Side(Container.valueOf(arguments[0]), new Application(), Integer.parseInt(arguments[1]), LONG)) {
            out.println("ready " + side.port() + " " + Runtime.getRuntime().maxMemory());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (in.readLine() != null) {
                side.report().lines().forEach(out::println);
                out.println();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The test has gone.", e);
        }
    }

    /** What a side holds. */
    record Report(int inFlight, List<String> threads, List<String> meters, long openFiles) {
        Stream<String> lines() {
            return Stream.of(
                            Stream.of("inFlight " + inFlight, "openFiles " + openFiles),
                            threads.stream().map(name -> "thread " + name),
                            meters.stream().map(id -> "meter " + id))
                    .flatMap(lines -> lines);
        }

        static Report of(List<String> lines) {
            return new Report(
                    Integer.parseInt(of(lines, "inFlight ").get(0)),
                    of(lines, "thread "),
                    of(lines, "meter "),
                    Long.parseLong(of(lines, "openFiles ").get(0)));
        }

        private static List<String> of(List<String> lines, String beginning) {
            return lines.stream()
                    .filter(line -> line.startsWith(beginning))
                    .map(line -> line.substring(beginning.length()))
                    .toList();
        }
    }
}
