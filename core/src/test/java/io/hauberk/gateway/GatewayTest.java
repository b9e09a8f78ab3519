package io.hauberk.gateway;

import static io.hauberk.route.Match.get;
import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.key.By;
import io.hauberk.network.TrustedProxies;
import io.hauberk.rewrite.Rewrite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private static final Handler APPLICATION = request -> Response.ok("application");

    private static String text(Response response) throws IOException {
        return new String(response.body().open().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Request from(String address, Request request) {
        request.exchange().attach(Caller.unknown().withAddress(address));
        return request;
    }

    private static Filter named(String name, Concern concern) {
        return new Filter() {
            @Override
            public Response handle(Request request, Handler next) throws IOException {
                return next.handle(request);
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public Concern concern() {
                return concern;
            }
        };
    }

    @Test
    void aRequestMeetsItsRouteAndNoOther() throws IOException {
        Gateway gateway = Gateway.builder()
                .handle(get("/health"), request -> Response.ok("up"))
                .route(path("/orders/**"), route -> route.handle(request -> Response.ok("orders")))
                .build();
        assertThat(text(gateway.handle(Request.get("/health"), APPLICATION))).isEqualTo("up");
        Request request = Request.get("/orders/42");
        assertThat(text(gateway.handle(request, APPLICATION))).isEqualTo("orders");
        assertThat(request.exchange().route()).isEqualTo("/orders/**");
    }

    @Test
    void whatMatchesNoRouteIsRefusedWithAProblemDocumentUnlessItMayPass() throws IOException {
        Response refused = Gateway.builder().build().handle(Request.get("/"), APPLICATION);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.headers().first("Content-Type")).isEqualTo("application/problem+json");
        Gateway open = Gateway.builder().unmatchedPasses().build();
        assertThat(text(open.handle(Request.get("/"), APPLICATION))).isEqualTo("application");
    }

    @Test
    void aRouteWithoutTargetLeadsToTheApplication() throws IOException {
        Gateway gateway = Gateway.builder().route(path("/a/**"), route -> route).build();
        assertThat(text(gateway.handle(Request.get("/a/b"), APPLICATION))).isEqualTo("application");
    }

    @Test
    void filtersRunInTheOrderInWhichTheyWereGiven() throws IOException {
        List<String> order = new ArrayList<>();
        Gateway gateway = Gateway.builder()
                .use((request, next) -> {
                    order.add("outer");
                    return next.handle(request);
                })
                .route(
                        path("/**"),
                        route -> route.use(
                                        (request, next) -> {
                                            order.add("first");
                                            return next.handle(request);
                                        },
                                        (request, next) -> {
                                            order.add("second");
                                            return next.handle(request);
                                        })
                                .handle(request -> Response.ok("")))
                .build();
        gateway.handle(Request.get("/"), APPLICATION);
        assertThat(order).containsExactly("outer", "first", "second");
    }

    @Test
    void aForwardedRequestSaysWhoIsInFrontAndAFailedOneBecomes502() throws IOException {
        List<Request> seen = new ArrayList<>();
        Gateway gateway = Gateway.builder()
                .route(
                        path("/ok"),
                        route -> route.to(request -> {
                            seen.add(request);
                            return Response.ok("service").withHeaders(io.hauberk.Headers.of("Keep-Alive", "timeout=5"));
                        }))
                .route(
                        path("/down"),
                        route -> route.to(request -> {
                            throw new ConnectException("10.0.0.7 refused");
                        }))
                .build();
        Response ok = gateway.handle(from("192.0.2.9", Request.get("/ok")), APPLICATION);
        assertThat(seen.get(0).header("X-Forwarded-For")).isEqualTo("192.0.2.9");
        assertThat(ok.headers().contains("Keep-Alive")).isFalse();
        Response down = gateway.handle(Request.get("/down"), APPLICATION);
        assertThat(down.status()).isEqualTo(502);
        assertThat(text(down)).doesNotContain("10.0.0.7");
    }

    @Test
    void aSpoofedIdentityHeaderIsStrippedThoughItsFilterIsShadowed() throws IOException {
        Filter identity = new Filter() {
            @Override
            public Response handle(Request request, Handler next) {
                return Response.refused(Rejection.of("identity", 401, "no-token"));
            }

            @Override
            public Concern concern() {
                return Concern.AUTHENTICATION;
            }

            @Override
            public Set<String> identityHeaders() {
                return Set.of("x-user");
            }
        };
        List<Request> seen = new ArrayList<>();
        Gateway gateway = Gateway.builder()
                .route(
                        path("/**"),
                        route -> route.use(identity.shadowed()).handle(request -> {
                            seen.add(request);
                            return Response.ok("");
                        }))
                .build();
        Request request = Request.get("/").with("x-user", "admin");
        assertThat(gateway.handle(request, APPLICATION).status()).isEqualTo(200);
        assertThat(seen.get(0).header("x-user")).isNull();
        assertThat(request.exchange().decisions()).anyMatch(d -> d.outcome() == Outcome.WOULD_REFUSE);
    }

    @Test
    void forwardingHeadersAreBelievedOnlyFromTrustedProxies() throws IOException {
        Gateway gateway = Gateway.builder()
                .trustedProxies(TrustedProxies.of("10.0.0.0/8"))
                .handle(
                        path("/**"),
                        request -> Response.ok(request.exchange().caller().address()))
                .build();
        Request spoofed = from("192.0.2.1", Request.get("/").with("X-Forwarded-For", "203.0.113.5"));
        assertThat(text(gateway.handle(spoofed, APPLICATION))).isEqualTo("192.0.2.1");
        Request proxied = from("10.1.1.1", Request.get("/").with("X-Forwarded-For", "203.0.113.5"));
        assertThat(text(gateway.handle(proxied, APPLICATION))).isEqualTo("203.0.113.5");
    }

    @Test
    void anEncodedSlashIsRefusedUnlessTheRouteKeepsIt() throws IOException {
        Gateway gateway = Gateway.builder()
                .handle(path("/strict/**"), request -> Response.ok(""))
                .route(
                        path("/loose/**"),
                        route -> route.keepingEncodedSlashes().handle(request -> Response.ok(request.path())))
                .unmatchedPasses()
                .build();
        assertThat(gateway.handle(Request.get("/strict/a%2Fb"), APPLICATION).status())
                .isEqualTo(400);
        assertThat(text(gateway.handle(Request.get("/loose/a%2fb"), APPLICATION)))
                .isEqualTo("/loose/a%2Fb");
        assertThat(gateway.handle(Request.get("/none/a%2Fb"), APPLICATION).status())
                .isEqualTo(400);
    }

    @Test
    void authorizationBeforeAuthenticationIsRefusedWithBothNames() {
        GatewayBuilder builder = Gateway.builder()
                .use(named("authorize", Concern.AUTHORIZATION))
                .route(path("/a"), route -> route.use(named("jwt", Concern.AUTHENTICATION)));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("authorize stands before jwt");
    }

    @Test
    void aSwapReplacesTheRoutesAtOnceAndLeavesTheObject() throws IOException {
        Gateway gateway = Gateway.builder()
                .handle(path("/"), request -> Response.ok("old"))
                .build();
        gateway.replaceBy(Gateway.builder()
                .handle(path("/"), request -> Response.ok("new"))
                .build());
        assertThat(text(gateway.handle(Request.get("/"), APPLICATION))).isEqualTo("new");
    }

    @Test
    void thePipelineIsOneListThatCanBePrinted() {
        Gateway gateway = Gateway.builder()
                .use(named("accessLog", Concern.TELEMETRY), named("limit", Concern.LIMIT))
                .route(path("/a"), route -> route.use(named("jwt", Concern.AUTHENTICATION)))
                .build();
        assertThat(gateway.toString())
                .containsSubsequence(
                        "problem", "accessLog", "hardening", "limit", "route /a", "jwt", "application", "404");
        assertThat(gateway.explain(Request.get("/a")).toString())
                .contains("route: /a", "through jwt", "to the application");
    }

    @Test
    void whatTheCallerIsReadyToWaitBoundsTheRequest() throws IOException {
        Gateway gateway = Gateway.builder().route(path("/**"), route -> route).build();
        Request request = Request.get("/a").with("grpc-timeout", "1H");
        gateway.handle(request, APPLICATION);
        assertThat(request.exchange().deadline().remaining()).isPositive().isLessThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void aRewriteThatNobodyWouldSeeIsRefused() {
        GatewayBuilder gateway = Gateway.builder().route(path("/a/**"), route -> route.use(Rewrite.path("/b")));
        assertThatThrownBy(gateway::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Route /a/** rewrites the request, but forwards it to no service, so nobody would see it."
                        + " Give it a service by to(…), or remove the rewrite.");
    }

    @Test
    void gaugesOfItsFiltersAreShownOnceItStartsAlsoInShadowModeAndAfterAReplacement() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        UnaryOperator<RouteSpec> limited =
                route -> route.use(ConcurrencyLimit.of(5).shadowed()).handle(request -> Response.of(200));
        Gateway gateway =
                Gateway.builder().metrics(meters).route(path("/a"), limited).build();
        assertThat(meters.find("hauberk.concurrency.inflight").gauge()).isNull();
        gateway.start();
        gateway.replaceBy(
                Gateway.builder().metrics(meters).route(path("/b"), limited).build());
        Response open = gateway.handle(Request.get("/b"), APPLICATION);
        assertThat(meters.get("hauberk.concurrency.inflight").gauge().value()).isEqualTo(1);
        open.close();
        assertThat(meters.get("hauberk.concurrency.inflight").gauge().value()).isZero();
    }

    @Test
    void threadsAreLimitedUnlessAConcurrencyLimitForAllTakesThatPlace() {
        assertThat(Gateway.builder().build().toString()).contains("threads(160, and 20 kept)");
        assertThat(Gateway.builder().use(ConcurrencyLimit.of(300)).build().toString())
                .contains("concurrencyLimit(300)")
                .doesNotContain("threads(");
        assertThat(Gateway.builder()
                        .use(ConcurrencyLimit.of(300).by(By.address()))
                        .build()
                        .toString())
                .contains("threads(160");
        assertThat(Gateway.builder().unlimitedThreads().build().toString()).doesNotContain("threads(");
    }
}
