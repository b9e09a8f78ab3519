package io.hauberk.benchmarks;

import io.hauberk.Body;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.metrics.Metrics;
import io.hauberk.route.Found;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What measuring a request costs: its duration in buckets, the requests under way, its decisions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetricsBenchmark {
    private static final Response OK = Response.of(200);
    private static final Handler NEXT = request -> OK;
    private static final Filter NONE = (request, next) -> next.handle(request);
    private static final Decision[] DECISIONS = {
        Decision.of("router", Outcome.APPLIED, "orders"),
        Decision.of("jwt", Outcome.ALLOWED, "acme"),
        Decision.of("authorize", Outcome.ALLOWED, "scope"),
        Decision.of("rateLimit", Outcome.ALLOWED, "100-per-1m"),
    };
    private static final Duration[] BUCKETS = Arrays.stream(
                    LongStream.of(5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000)
                            .toArray())
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Filter metrics = Metrics.to(registry);
    private final Ticker ticker = Ticker.system();
    private final Found<Integer> found = found();
    private Timer cached = timer("cached");
    private int method;

    private static Found<Integer> found() {
        Match match = Match.path("/orders/{id}");
        return new Found<>(Route.of("orders", List.of(match), 1), match, "/orders/1");
    }

    @Setup
    public void prepare() {
        cached = timer("cached");
    }

    private Timer timer(String name) {
        return Timer.builder(name)
                .tag("http.request.method", (method++ & 1) == 0 ? "GET" : "PUT")
                .tag("url.scheme", "http")
                .tag("http.response.status_code", "200")
                .tag("http.route", "/orders/{id}")
                .tag("error.type", "none")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** A request with four decisions that nobody measures: the floor that the next two stand on. */
    @Benchmark
    public Response unmeasured() throws IOException {
        return serve(NONE, DECISIONS.length);
    }

    /** The same request measured: duration, requests under way, four decisions. */
    @Benchmark
    public Response measured() throws IOException {
        return serve(metrics, DECISIONS.length);
    }

    /** A request without decisions that nobody measures. */
    @Benchmark
    public Response undecidedUnmeasured() throws IOException {
        return serve(NONE, 0);
    }

    /** The same measured: duration and requests under way. */
    @Benchmark
    public Response undecidedMeasured() throws IOException {
        return serve(metrics, 0);
    }

    private Response serve(Filter filter, int decisions) throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.put(Router.FOUND, found);
        for (int i = 0; i < decisions; i++) {
            exchange.record(DECISIONS[i]);
        }
        Request request =
                Request.of(exchange, "GET", "http", "shop.test", "/orders/1", null, Headers.empty(), Body.empty());
        Response response = filter.handle(request, NEXT);
        exchange.end(End.COMPLETED);
        return response;
    }

    /** The peer: a timer looked up by its tags for each request, as applications and frameworks do. */
    @Benchmark
    public void micrometerLookUp() {
        timer("lookup").record(1_000_000, TimeUnit.NANOSECONDS);
    }

    /** The floor: a timer that is there already. */
    @Benchmark
    public void micrometerRecord() {
        cached.record(1_000_000, TimeUnit.NANOSECONDS);
    }
}
