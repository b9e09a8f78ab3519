package io.hauberk.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTime time = VirtualTime.still();
    private final Filter metrics = Metrics.to(registry);

    @Test
    void measuresUntilTheLastByte() throws IOException {
        Request request = request("GET", "/orders/42");
        Response response = metrics.around(routed(r -> {
                    time.advance(Duration.ofMillis(20));
                    return Response.ok("ok");
                }))
                .handle(request);
        time.advance(Duration.ofMillis(10));
        assertThat(registry.find("http.server.request.duration").timer()).isNull();
        end(request, response, End.COMPLETED);

        Timer timer = registry.get("http.server.request.duration")
                .tag("http.request.method", "GET")
                .tag("url.scheme", "http")
                .tag("http.response.status_code", "200")
                .tag("http.route", "/orders/{id}")
                .tag("error.type", "none")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }

    @Test
    void hasTheBucketsOfOpenTelemetry() throws IOException {
        serve("GET", r -> Response.ok("ok"));

        CountAtBucket[] buckets = registry.get("http.server.request.duration")
                .timer()
                .takeSnapshot()
                .histogramCounts();
        assertThat(Arrays.stream(buckets).mapToDouble(b -> b.bucket(TimeUnit.SECONDS)))
                .containsExactly(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    }

    @Test
    void tellsTheStatusThatLeavesAfterAllMappings() throws IOException {
        Handler application = r -> Response.sent(r.mapped(new Head(200, Headers.empty())));
        Filter teapot = (request, next) -> next.handle(request, head -> head.withStatus(418));
        serve("GET", teapot.around(application));
        serve("GET", teapot.around(r -> Response.ok("ok")));

        assertThat(statusCount("418")).isEqualTo(2);
    }

    @Test
    void tellsTheStatusThatAnAsynchronousApplicationSendsLater() throws IOException {
        Request request = request("GET", "/");
        Request[] inside = new Request[1];
        Response response = metrics.around(r -> {
                    inside[0] = r;
                    return Response.sent(new Head(200, Headers.empty()));
                })
                .handle(request);
        inside[0].mapped(new Head(202, Headers.empty()));
        end(request, response, End.COMPLETED);

        assertThat(statusCount("202")).isEqualTo(1);
    }

    @Test
    void unmatchedRequestsShareOneRoute() throws IOException {
        for (String path : List.of("/a", "/b", "/c?d=e")) {
            Request request = request("GET", path);
            end(request, metrics.around(r -> Response.of(404)).handle(request), End.COMPLETED);
        }

        assertThat(registry.get("http.server.request.duration")
                        .tag("http.route", "UNKNOWN")
                        .timer()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void methodsThatNobodyKnowsShareOneTag() throws IOException {
        serve("BREW", r -> Response.ok("ok"));
        serve("get", r -> Response.ok("ok"));

        assertThat(registry.get("http.server.request.duration")
                        .tag("http.request.method", "_OTHER")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.find("http.server.request.duration").timers()).hasSize(1);
    }

    @Test
    void serverErrorsAreErrorsAndRefusalsAreNot() throws IOException {
        serve("GET", r -> Response.refused(Rejection.of("rateLimit", 429, "rate-limited")));
        serve("GET", r -> Response.of(503));

        assertThat(errorOf("429")).isEqualTo("none");
        assertThat(errorOf("503")).isEqualTo("503");
    }

    @Test
    void exceptionsAreErrorsByTheirClass() {
        IllegalStateException thrown = new IllegalStateException("secret 42");

        assertThatThrownBy(() -> serve("GET", r -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(errorOf("500")).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void soAreCheckedExceptionsThatPassUndeclared() {
        assertThatThrownBy(() -> serve("GET", r -> {
                    throw MetricsTest.<RuntimeException>undeclared(new ClassNotFoundException("a servlet's own"));
                }))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(errorOf("500")).isEqualTo("java.lang.ClassNotFoundException");
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException undeclared(Exception failure) throws E {
        throw (E) failure;
    }

    @Test
    void aClientThatBreaksOffIsNoError() {
        ClientAbortedException thrown = new ClientAbortedException(new IOException("Broken pipe"));

        assertThatThrownBy(() -> serve("POST", r -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(errorOf("499")).isEqualTo("none");
    }

    @Test
    void anAnswerThatBreaksOffIsAnError() throws IOException {
        Request request = request("GET", "/");
        end(request, metrics.around(r -> Response.ok("ok")).handle(request), End.FAILED);

        assertThat(errorOf("200")).isEqualTo("broken_response");
    }

    @Test
    void countsRequestsUnderWay() throws IOException {
        Request request = request("GET", "/");
        Response response = metrics.around(r -> Response.ok("ok")).handle(request);
        assertThat(active()).isEqualTo(1);

        end(request, response, End.COMPLETED);
        assertThat(active()).isZero();
    }

    @Test
    void countsDecisions() throws IOException {
        serve("GET", r -> {
            r.exchange().record(Decision.of("jwt", Outcome.ALLOWED, "corp"));
            r.exchange().record(Decision.of("jwt", Outcome.ALLOWED, "other"));
            r.exchange().record(new Decision("rateLimit", Outcome.WOULD_REFUSE, "gold", "rate-limited"));
            r.exchange().record(new Decision("router", Outcome.APPLIED, "orders", "no reason"));
            Rejection rejection = Rejection.of("authorize", 403, "missing-scope");
            r.exchange().record(rejection.decision(Outcome.REFUSED));
            return Response.refused(rejection);
        });

        assertThat(decisions("jwt", "allowed", "none")).isEqualTo(2);
        assertThat(decisions("rateLimit", "would_refuse", "rate-limited")).isEqualTo(1);
        assertThat(decisions("router", "applied", "none")).isEqualTo(1);
        assertThat(decisions("authorize", "refused", "missing-scope")).isEqualTo(1);
    }

    @Test
    void routesErrorsAndReasonsAreCapped() throws IOException {
        for (int i = 0; i < 600; i++) {
            Request request = request("GET", "/r" + i);
            String reason = "reason-" + i;
            String filter = "filter-" + i;
            Handler handler = routed("/r" + i, r -> {
                r.exchange().record(new Decision("own", Outcome.REFUSED, null, reason));
                r.exchange().record(Decision.of(filter, Outcome.ALLOWED, null));
                r.exchange().record(Decision.of("own", Outcome.ALLOWED, filter));
                return Response.ok("ok");
            });
            end(request, metrics.around(handler).handle(request), End.COMPLETED);
        }

        assertThat(values("http.server.request.duration", "http.route"))
                .hasSize(501)
                .contains("_OTHER");
        assertThat(values("hauberk.policy.decisions", "reason")).hasSize(102).contains("_OTHER", "none");
        assertThat(values("hauberk.policy.decisions", "policy")).hasSize(201).contains("_OTHER", "none");
        assertThat(values("hauberk.policy.decisions", "filter")).hasSize(101).contains("_OTHER", "own");
        assertThat(registry.get("http.server.request.duration")
                        .tag("http.route", "_OTHER")
                        .timer()
                        .count())
                .isEqualTo(100);
    }

    @Test
    void registersNothingThatIsNotUsed() throws IOException {
        assertThat(registry.getMeters()).isEmpty();

        serve("GET", r -> Response.ok("ok"));
        List<Meter.Id> after = registry.getMeters().stream().map(Meter::getId).toList();
        assertThat(after)
                .extracting(Meter.Id::getName)
                .filteredOn(name -> !name.endsWith(".histogram"))
                .containsExactlyInAnyOrder("http.server.request.duration", "http.server.active_requests");
        serve("GET", r -> Response.ok("ok"));
        assertThat(registry.getMeters()).extracting(Meter::getId).containsExactlyInAnyOrderElementsOf(after);
    }

    @Test
    void severalGatewaysOnOneRegistryShareTheirMeters() throws IOException {
        Request one = request("GET", "/");
        Request two = request("GET", "/");
        Response first = metrics.around(r -> Response.ok("ok")).handle(one);
        Response second = Metrics.to(registry).around(r -> Response.ok("ok")).handle(two);

        assertThat(active()).isEqualTo(2);
        end(one, first, End.COMPLETED);
        end(two, second, End.COMPLETED);
        assertThat(statusCount("200")).isEqualTo(2);
    }

    @Test
    void measuresIntoSeveralRegistries() throws IOException {
        SimpleMeterRegistry one = new SimpleMeterRegistry();
        SimpleMeterRegistry two = new SimpleMeterRegistry();
        CompositeMeterRegistry both = new CompositeMeterRegistry();
        both.add(one);
        Filter filter = Metrics.to(both);
        Request request = request("GET", "/");
        end(request, filter.around(r -> Response.ok("ok")).handle(request), End.COMPLETED);
        both.add(two);
        request = request("GET", "/");
        end(request, filter.around(r -> Response.ok("ok")).handle(request), End.COMPLETED);

        assertThat(one.get("http.server.request.duration").timer().count()).isEqualTo(2);
        assertThat(two.get("http.server.request.duration").timer().count()).isEqualTo(1);
    }

    @Test
    void countsRightUnderManyThreads() {
        IntStream.range(0, 10_000).parallel().forEach(i -> {
            try {
                serve(i % 2 == 0 ? "GET" : "PUT", r -> {
                    r.exchange().record(Decision.of("jwt", Outcome.ALLOWED, null));
                    return Response.of(200 + i % 7);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(registry.find("http.server.request.duration").timers())
                .hasSize(14)
                .extracting(Timer::count)
                .satisfies(counts ->
                        assertThat(counts.stream().mapToLong(c -> c).sum()).isEqualTo(10_000));
        assertThat(decisions("jwt", "allowed", "none")).isEqualTo(10_000);
        assertThat(active()).isZero();
    }

    private void serve(String method, Handler handler) throws IOException {
        Request request = request(method, "/");
        Response response = null;
        try {
            response = metrics.around(handler).handle(request);
        } finally {
            end(request, response, response == null ? End.FAILED : End.COMPLETED);
        }
    }

    private static void end(Request request, Response response, End end) {
        if (response != null) {
            response.end(end);
        }
        request.exchange().end(end);
    }

    private Request request(String method, String path) {
        return Request.of(Exchange.begin(time), method, "http", "shop", path, null, Headers.empty(), Body.empty());
    }

    private static Handler routed(Handler handler) {
        return routed("/orders/{id}", handler);
    }

    private static Handler routed(String template, Handler handler) {
        Router<String> router = Router.of(List.of(Route.of("a", List.of(Match.path(template)), "")));
        return request -> {
            request.exchange().put(Router.FOUND, router.find(request));
            return handler.handle(request);
        };
    }

    private double active() {
        return registry.find("http.server.active_requests").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private long statusCount(String status) {
        return registry.get("http.server.request.duration")
                .tag("http.response.status_code", status)
                .timer()
                .count();
    }

    private String errorOf(String status) {
        return registry.get("http.server.request.duration")
                .tag("http.response.status_code", status)
                .timer()
                .getId()
                .getTag("error.type");
    }

    private double decisions(String filter, String outcome, String reason) {
        return registry
                .get("hauberk.policy.decisions")
                .tags("filter", filter, "outcome", outcome, "reason", reason)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private List<String> values(String meter, String tag) {
        return registry.find(meter).meters().stream()
                .map(m -> m.getId().getTag(tag))
                .distinct()
                .toList();
    }
}
