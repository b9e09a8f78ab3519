package io.hauberk.benchmarks;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.authorize.Authorize;
import io.hauberk.gateway.Gateway;
import io.hauberk.gateway.GatewayBuilder;
import io.hauberk.headers.RequestHeaders;
import io.hauberk.headers.ResponseHeaders;
import io.hauberk.jwt.Issuer;
import io.hauberk.jwt.Jwt;
import io.hauberk.jwt.TokenLookup;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.route.Match;
import io.hauberk.tracing.Tracing;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The whole inbound chain over an exchange in memory: everything between the container and the one who answers, and not
 * these two. The fields of the request are there already; exchange and request are made anew.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InboundBenchmark {
    private static final byte[] CONTENT = new byte[1024];
    private static final Headers ANSWER =
            Headers.of("Content-Type", "application/json", "Content-Length", "1024", "Cache-Control", "no-store");
    private static final Handler TARGET = request -> Response.of(200, ANSWER, Body.of(CONTENT));
    private static final int OTHER_ROUTES = 99;

    private final Ticker ticker = Ticker.system();
    private final Caller peer = Caller.unknown().withAddress("192.0.2.7");
    private final Tokens tokens = Tokens.shared();
    private final Issuer issuer =
            Issuer.of(Tokens.ISSUER).audience(Tokens.AUDIENCE).keys(tokens.keyFile());
    private final String token = tokens.token("alice");
    private final TokenLookup lookup = new TokenLookup(issuer, token);
    private final Headers headers = Headers.of(
            "Host",
            "shop.test",
            "User-Agent",
            "curl/8.5.0",
            "Accept",
            "application/json",
            "Accept-Encoding",
            "gzip",
            "Authorization",
            "Bearer " + token,
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "X-Client",
            "web");
    private final Gateway full = full();
    private final Gateway forwarding = Gateway.builder()
            .route(Match.path("/orders/{id}"), r -> r.to(TARGET))
            .build();
    private final Gateway empty = Gateway.builder().unmatchedPasses().build();
    private final Filter none = (request, next) -> next.handle(request);

    private Gateway full() {
        GatewayBuilder builder = Gateway.builder()
                .metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .use(Tracing.w3c());
        for (int i = 0; i < OTHER_ROUTES; i++) {
            builder.handle(Match.path("/other" + i + "/**"), TARGET);
        }
        return builder.route(
                        Match.path("/orders/{id}"),
                        route -> route.use(
                                        Jwt.issuedBy(issuer),
                                        Authorize.scope("orders:read"),
                                        RateLimit.of(100_000_000, Duration.ofSeconds(1)),
                                        RequestHeaders.edit(fields ->
                                                fields.set("X-Tenant", "acme").remove("X-Client")),
                                        ResponseHeaders.edit(fields -> fields.set("X-Frame-Options", "DENY")
                                                .remove("Server")))
                                .to(TARGET))
                .build();
    }

    @Setup
    public void prepare() throws IOException {
        issuer.start();
        Response response = chain();
        if (response.status() != 200 || lookup.look() == null) {
            throw new IllegalStateException("The request was refused: " + response);
        }
    }

    /** Everything: a route among a hundred, token, authorization, limit, header edits, trace, metrics, forwarding. */
    @Benchmark
    public Response chain() throws IOException {
        return serve(full);
    }

    /** One route without filters, and no metrics: normalisation, hardening, forwarded fields. */
    @Benchmark
    public Response forwardingOnly() throws IOException {
        return serve(forwarding);
    }

    /** A gateway without routes before an application: normalisation and hardening. */
    @Benchmark
    public Response emptyGateway() throws IOException {
        return serve(empty);
    }

    /** No gateway: an exchange, a request, an answer. */
    @Benchmark
    public Response noGateway() throws IOException {
        return serve(none);
    }

    /** The measure: one look-up of a token that was found right before. */
    @Benchmark
    public @Nullable Object tokenHit() {
        return lookup.look();
    }

    private Response serve(Filter filter) throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.attach(peer);
        Request request =
                Request.of(exchange, "GET", "http", "shop.test", "/orders/4711", "full=1", headers, Body.empty());
        Response response = filter.handle(request, TARGET);
        response.end(End.COMPLETED);
        exchange.end(End.COMPLETED);
        return response;
    }
}
