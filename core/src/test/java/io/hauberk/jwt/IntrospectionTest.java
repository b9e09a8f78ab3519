package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.fetch.PatientFetch;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.ThrowawayIssuer;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IntrospectionTest {
    private static final OAuthClient CLIENT =
            OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET);

    private final VirtualTime time = VirtualTime.moving();
    private final AtomicInteger asked = new AtomicInteger();

    private Introspection saying(Handler server) {
        return Introspection.at(
                        AuthorizationServer.at("introspection_endpoint", "https://id.test/introspect")
                                .fetching(request -> {
                                    asked.incrementAndGet();
                                    return server.handle(request);
                                })
                                .clock(time),
                        CLIENT)
                .clock(time);
    }

    private Introspection saying(String json) {
        return saying(request -> Response.ok(json));
    }

    private static Handled with(Introspection filter, String token) throws IOException {
        return FilterTest.of(filter).handle(Request.get("/").with("Authorization", "Bearer " + token));
    }

    private static String rule(Introspection filter) throws IOException {
        Handled handled = with(filter, "token");
        return handled.status() == 200
                ? "passed"
                : handled.status() + " " + handled.decisions().get(0).rule();
    }

    @Test
    void aRealServerIsAskedByDiscoveryAndSaysWhoCalls() throws IOException {
        try (ThrowawayIssuer issuer = ThrowawayIssuer.start()) {
            Introspection filter = Introspection.at(
                            AuthorizationServer.of(issuer.url()).fetching(PatientFetch.handler()), CLIENT)
                    .audience("orders")
                    .timeout(Duration.ofSeconds(20));
            String token = issuer.opaqueToken("alice", List.of("orders"), Map.of("scope", "a b"));
            Handled handled = with(filter, token);
            assertThat(handled.status()).isEqualTo(200);
            assertThat(handled.exchange().caller().principal()).isEqualTo("alice");
            assertThat(handled.exchange().caller().issuer()).isEqualTo(issuer.url());
            assertThat(handled.exchange().caller().scopes()).containsExactlyInAnyOrder("a", "b");
            assertThat(with(filter, issuer.opaqueToken("alice", "payments", Map.of()))
                            .status())
                    .isEqualTo(401);
            assertThat(with(filter, "unknown").decisions().get(0).rule()).isEqualTo("inactive");

            issuer.revoke(token);
            assertThat(with(filter, token).status()).isEqualTo(200);
            assertThat(with(filter.cache(Duration.ZERO), token).status()).isEqualTo(401);
            issuer.down(true);
            assertThat(with(filter, token).status()).isEqualTo(200);
            assertThat(with(filter, "another").status()).isEqualTo(503);
        }
    }

    @Test
    void answersAreRememberedForTheirTime() throws IOException {
        Introspection filter = saying(
                "{\"active\":true,\"sub\":\"a\",\"exp\":" + (time.instant().getEpochSecond() + 30) + "}");
        assertThat(rule(filter)).isEqualTo("passed");
        time.advance(Duration.ofSeconds(29));
        assertThat(rule(filter)).isEqualTo("passed");
        assertThat(asked).hasValue(1);
        time.advance(Duration.ofSeconds(2));
        rule(filter);
        assertThat(asked).hasValue(2);

        asked.set(0);
        Introspection no = saying("{\"active\":false}");
        assertThat(rule(no)).isEqualTo("401 inactive");
        time.advance(Duration.ofSeconds(4));
        assertThat(rule(no)).isEqualTo("401 inactive");
        assertThat(asked).hasValue(1);
        time.advance(Duration.ofSeconds(2));
        rule(no);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anAnswerThatIsNoneIsNotBelieved() throws IOException {
        for (String json : List.of(
                "{}",
                "{\"active\":\"true\",\"sub\":\"a\"}",
                "{\"active\":1,\"sub\":\"a\"}",
                "{\"active\":null}",
                "{\"active\":false,\"active\":true,\"sub\":\"a\"}",
                "[true]",
                "",
                "{\"active\":true,\"sub\":\"" + "x".repeat(70_000) + "\"}")) {
            assertThat(rule(saying(json))).as(json).isEqualTo("503 introspection-failed");
        }
        for (int status : new int[] {302, 401, 403, 404, 500, 503}) {
            assertThat(rule(saying(request -> Response.of(status)))).isEqualTo("503 introspection-failed");
        }
        assertThat(rule(saying(request -> {
                    throw new IOException("gone");
                })))
                .isEqualTo("503 introspection-failed");
    }

    @Test
    void whatAnAnswerSaysIsChecked() throws IOException {
        long now = time.instant().getEpochSecond();
        assertThat(rule(saying("{\"active\":true}"))).isEqualTo("401 no-subject");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"exp\":" + (now - 61) + "}")))
                .isEqualTo("401 expired");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"nbf\":" + (now + 99) + "}")))
                .isEqualTo("401 not-yet-valid");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"exp\":\"soon\"}")))
                .isEqualTo("401 malformed");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"iss\":\"https://evil.test\"}")))
                .isEqualTo("401 unknown-issuer");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\"}").audience("orders")))
                .isEqualTo("401 wrong-audience");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"cnf\":{\"jkt\":\"x\"}}")))
                .isEqualTo("401 dpop-bound");
        assertThat(rule(saying("{\"active\":true,\"sub\":\"a\",\"cnf\":{\"x5t#S256\":\"x\"}}")))
                .isEqualTo("401 wrong-certificate");
    }

    @Test
    void whatWasWrongIsRememberedWithItsReason() throws IOException {
        Introspection filter =
                saying("{\"active\":true,\"sub\":\"a\",\"aud\":\"pay\"}").audience("orders");
        for (int i = 0; i < 2; i++) {
            assertThat(rule(filter)).isEqualTo("401 wrong-audience");
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsNoTokenIsNotAskedAbout() throws IOException {
        Introspection filter = saying("{\"active\":true,\"sub\":\"a\"}");
        assertThat(with(filter, "a b").status()).isEqualTo(401);
        assertThat(with(filter, "a&token=b").status()).isEqualTo(401);
        assertThat(with(filter, "x".repeat(9000)).status()).isEqualTo(401);
        assertThat(asked).hasValue(0);
    }

    @Test
    void openLetsPassAsNobodyAndSaysSo() throws IOException {
        Introspection filter = saying(request -> Response.of(500)).open();
        Handled handled = with(filter, "token");
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.exchange().caller().authenticated()).isFalse();
        assertThat(handled.outcomes()).containsExactly(Outcome.ERROR);
    }

    @Test
    void manyRequestsWithOneTokenAskOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        Introspection filter = saying(request -> {
                    arrived.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return Response.ok("{\"active\":true,\"sub\":\"a\"}");
                })
                .timeout(Duration.ofSeconds(20));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(() -> rule(filter)));
            }
            arrived.await();
            gate.countDown();
            for (Future<String> result : results) {
                assertThat(result.get()).isEqualTo("passed");
            }
            assertThat(asked).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSecretGoesIntoTheFieldEncodedAsAFormWouldBe() throws IOException {
        saying(request -> {
                    assertThat(request.header("Authorization"))
                            .isEqualTo("Basic "
                                    + java.util.Base64.getEncoder()
                                            .encodeToString("hauberk:s3cret%2Fwith%3Amarks".getBytes()));
                    assertThat(new String(request.body().open().readAllBytes()))
                            .isEqualTo("token=token&token_type_hint=access_token");
                    return Response.ok("{\"active\":true,\"sub\":\"a\"}");
                })
                .handle(Request.get("/").with("Authorization", "Bearer token"), request -> Response.ok(""));
        assertThat(asked).hasValue(1);
    }
}
