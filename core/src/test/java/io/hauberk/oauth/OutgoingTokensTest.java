package io.hauberk.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.fetch.PatientFetch;
import io.hauberk.json.Json;
import io.hauberk.testkit.ThrowawayIssuer;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What calls bear, with a real authorization server. */
class OutgoingTokensTest {
    private static final OAuthClient CLIENT =
            OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET);

    private final ThrowawayIssuer issuer = ThrowawayIssuer.start();
    private final VirtualTime time = VirtualTime.moving();
    private final AuthorizationServer server =
            AuthorizationServer.of(issuer.url()).clock(time).fetching(PatientFetch.handler());

    OutgoingTokensTest() throws IOException {}

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static Request request(SubjectToken token) {
        Exchange exchange = Exchange.begin(Ticker.system());
        if (token != null) {
            exchange.put(SubjectToken.KEY, token);
        }
        Headers headers = Headers.of("Authorization", "Bearer incoming", "DPoP", "proof");
        // As the mesh does it: a call on behalf of the request.
        return Request.of(exchange.child(), "GET", "http", "orders", "/", null, headers, Body.empty());
    }

    /** What the service gets, or the refusal. */
    private static String sent(Filter filter, SubjectToken token) throws IOException {
        String[] sent = {"nothing"};
        Response response = filter.handle(request(token), inner -> {
            assertThat(inner.headers().contains("DPoP")).isFalse();
            sent[0] = String.valueOf(inner.header("Authorization"));
            return Response.ok("");
        });
        return response.rejection() == null
                ? sent[0]
                : response.status() + " " + response.rejection().reason();
    }

    private static Map<String, Object> claims(String authorization) {
        String payload = authorization.split("\\.", -1)[1];
        return Json.object(new String(Base64.getUrlDecoder().decode(payload)));
    }

    private static Caller owner(Map<String, Object> claims) {
        return Caller.unknown().withClaims(claims);
    }

    private SubjectToken subject(Map<String, Object> claims) {
        return new SubjectToken("Bearer subject", 7, true, owner(claims));
    }

    @Test
    void aTokenIsRelayedToWhomItIsMeantForOnly() throws IOException {
        TokenRelay relay = TokenRelay.to("orders");
        assertThat(sent(relay, subject(Map.of("aud", "orders")))).isEqualTo("Bearer subject");
        assertThat(sent(relay, subject(Map.of("aud", List.of("shop", "orders")))))
                .isEqualTo("Bearer subject");
        assertThat(sent(relay, subject(Map.of("aud", "shop")))).isEqualTo("null");
        assertThat(sent(relay, subject(Map.of()))).isEqualTo("null");
        assertThat(sent(relay, null)).isEqualTo("null");
        assertThat(sent(relay, new SubjectToken("x", 0, false, owner(Map.of("aud", "orders")))))
                .isEqualTo("null");
        assertThat(sent(relay.required(), subject(Map.of("aud", "shop")))).isEqualTo("403 no-token-to-relay");
    }

    @Test
    void aTokenIsItsOwnersEvenWhereAnotherIsLetIn() throws IOException {
        Caller alice = Caller.unknown().withPrincipal("alice", "id").withClaims(Map.of("aud", "orders"));
        Request request = request(new SubjectToken("Bearer subject", 7, true, alice));
        for (Caller caller :
                List.of(alice, Caller.unknown().withPrincipal("bob", null).withClaims(alice.claims()))) {
            request.exchange().attach(caller);
            assertThat(SubjectToken.of(request.exchange()))
                    .as("alone, or with a factor")
                    .isNotNull();
        }
        request.exchange().attach(Caller.unknown().withPrincipal("bob", null));
        assertThat(SubjectToken.of(request.exchange())).isNull();
    }

    @Test
    void ourOwnTokenIsAskedForOnceAndRenewedAhead() throws IOException {
        List<Runnable> later = new ArrayList<>();
        ClientCredentials own = ClientCredentials.of(server, CLIENT)
                .scopes("a", "b")
                .audience("mail")
                .background((delay, task) -> {
                    later.add(task);
                    return () -> {};
                });
        String first = sent(own, null);
        assertThat(claims(first)).containsEntry("aud", "mail").containsEntry("scope", "a b");
        assertThat(sent(own, subject(Map.of()))).isEqualTo(first);
        assertThat(issuer.asked("/token")).isEqualTo(1);

        time.advance(Duration.ofSeconds(241)); // of 300
        assertThat(sent(own, null)).isEqualTo(first);
        assertThat(sent(own, null)).isEqualTo(first);
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(sent(own, null)).isNotEqualTo(first);
        assertThat(issuer.asked("/token")).isEqualTo(2);
    }

    @Test
    void theLastTokenServesWhileTheServerIsDownAndNoLongerThanItHolds() throws IOException {
        List<Runnable> later = new ArrayList<>();
        ClientCredentials own = ClientCredentials.of(server, CLIENT).background((delay, task) -> {
            later.add(task);
            return () -> {};
        });
        String first = sent(own, null);
        issuer.down(true);
        time.advance(Duration.ofSeconds(250));
        assertThat(sent(own, null)).isEqualTo(first);
        later.get(0).run();
        assertThat(sent(own, null)).isEqualTo(first);
        time.advance(Duration.ofSeconds(50));
        assertThat(sent(own, null)).isEqualTo("503 no-token");
        int asked = issuer.asked("/token");
        assertThat(sent(own, null)).isEqualTo("503 no-token");
        assertThat(issuer.asked("/token")).as("nobody hammers").isEqualTo(asked);
        issuer.down(false);
        time.advance(Duration.ofSeconds(5));
        assertThat(sent(own, null)).startsWith("Bearer ");
    }

    @Test
    void manyCallsAskForOneToken() throws Exception {
        ClientCredentials own = ClientCredentials.of(server, CLIENT);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                all.add(threads.submit(() -> patiently(own)));
            }
            for (Future<String> one : all) {
                assertThat(one.get()).isEqualTo(all.get(0).get());
            }
            assertThat(issuer.asked("/token")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Where a busy machine holds up whoever asks, the others give up for now, and ask nobody. */
    private static String patiently(Filter filter) throws IOException {
        String sent = sent(filter, null);
        while (sent.equals("503 no-token")) {
            sent = sent(filter, null);
        }
        return sent;
    }

    @Test
    void aTokenThatAServiceDoesNotTakeIsGivenUp() throws IOException {
        ClientCredentials own = ClientCredentials.of(server, CLIENT);
        sent(own, null);
        own.handle(request(null), inner -> Response.of(401));
        sent(own, null);
        assertThat(issuer.asked("/token")).as("a new one would fare no better").isEqualTo(1);
        time.advance(Duration.ofSeconds(30));
        own.handle(request(null), inner -> Response.of(401));
        sent(own, null);
        assertThat(issuer.asked("/token")).isEqualTo(2);
    }

    @Test
    void theCallersTokenIsExchangedForANarrowerOne() throws IOException {
        TokenExchange exchange = TokenExchange.at(server, CLIENT)
                .audience("stock")
                .scopes("read")
                .actingAs(ClientCredentials.of(server, CLIENT));
        String token = issuer.token("alice", "shop", Map.of());
        SubjectToken subject = new SubjectToken(token, 0, true, owner(claims(token)));
        String first = sent(exchange, subject);
        assertThat(claims(first))
                .containsEntry("sub", "alice")
                .containsEntry("aud", "stock")
                .containsEntry("scope", "read")
                .containsEntry("act", Map.of("sub", "service-hauberk"));
        int asked = issuer.asked("/token");
        assertThat(sent(exchange, subject)).isEqualTo(first);
        assertThat(issuer.asked("/token")).isEqualTo(asked);
        time.advance(Duration.ofSeconds(301));
        assertThat(sent(exchange, subject)).isNotEqualTo(first);

        assertThat(sent(exchange, null)).isEqualTo("403 no-subject-token");
        assertThat(sent(exchange.optional(), null)).isEqualTo("null");
        assertThat(sent(exchange, subject(Map.of()))).isEqualTo("403 token-exchange-refused");
        issuer.down(true);
        String other = issuer.token("bob", "shop", Map.of());
        assertThat(sent(exchange, new SubjectToken(other, 0, true, owner(Map.of()))))
                .isEqualTo("503 no-token");
    }

    @Test
    void anExchangedTokenThatAServiceDoesNotTakeIsGivenUp() throws IOException {
        TokenExchange exchange = TokenExchange.at(server, CLIENT).audience("stock");
        String token = issuer.token("alice", "shop", Map.of());
        SubjectToken subject = new SubjectToken(token, 0, true, owner(claims(token)));
        String first = sent(exchange, subject);
        exchange.handle(request(subject), inner -> Response.of(401));
        assertThat(sent(exchange, subject)).as("a new one would fare no better").isEqualTo(first);
        time.advance(Duration.ofSeconds(30));
        exchange.handle(request(subject), inner -> Response.of(401));
        assertThat(sent(exchange, subject)).isNotEqualTo(first);
        assertThat(issuer.asked("/token")).isEqualTo(2);
    }

    @Test
    void whereTheServerDoesNotKnowUsTheCallerIsNotToBlame() throws IOException {
        String token = issuer.token("alice", "shop", Map.of());
        TokenExchange exchange =
                TokenExchange.at(server, OAuthClient.of(ThrowawayIssuer.CLIENT).secret("old"));
        assertThat(sent(exchange, new SubjectToken(token, 0, true, owner(Map.of()))))
                .isEqualTo("503 no-token");
    }

    @Test
    void fetchesAreCountedByGrantAndOutcome() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        TokenExchange exchange = TokenExchange.at(server, CLIENT).actingAs(ClientCredentials.of(server, CLIENT));
        exchange.bindTo(meters);
        String token = issuer.token("alice", "shop", Map.of());
        sent(exchange, new SubjectToken(token, 0, true, owner(Map.of())));
        sent(exchange, new SubjectToken(token, 0, true, owner(Map.of())));
        sent(exchange, subject(Map.of()));
        issuer.down(true);
        sent(exchange, new SubjectToken("other", 0, true, owner(Map.of())));
        assertThat(fetches(meters, "client_credentials", "granted")).isEqualTo(1);
        assertThat(fetches(meters, "token_exchange", "granted")).isEqualTo(1);
        assertThat(fetches(meters, "token_exchange", "refused")).isEqualTo(1);
        assertThat(fetches(meters, "token_exchange", "failed")).isEqualTo(1);
    }

    private long fetches(SimpleMeterRegistry meters, String grant, String outcome) {
        return meters.get("hauberk.token.fetch")
                .tags("issuer", issuer.url(), "grant", grant, "outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void exchangedTokensAreBoundedInNumber() throws IOException {
        staysWithinItsBound(12_000);
    }

    @Test
    @Tag("long")
    void aMillionSubjectsDoNotGrowIt() throws IOException {
        staysWithinItsBound(1_000_000);
    }

    private void staysWithinItsBound(int subjects) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        AuthorizationServer fast = AuthorizationServer.at("token_endpoint", "https://id.test/token")
                .clock(time)
                .fetching(request -> Response.ok("{\"access_token\":\"t" + asked.incrementAndGet()
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":300}"));
        TokenExchange exchange = TokenExchange.at(fast, CLIENT);
        for (int i = 0; i < subjects; i++) {
            sent(exchange, new SubjectToken("subject" + i, 0, true, owner(Map.of())));
        }
        assertThat(asked.get()).isEqualTo(subjects);
        assertThat(exchange.remembered()).isBetween(9_000L, 10_000L);
    }

    @Test
    void anExchangedTokenHoldsNoLongerThanTheCallers() throws IOException {
        TokenExchange exchange = TokenExchange.at(server, CLIENT).clock(time);
        String token = issuer.token("alice", "shop", Map.of());
        SubjectToken subject = new SubjectToken(
                token, 0, true, owner(Map.of("exp", time.instant().getEpochSecond() + 20)));
        String first = sent(exchange, subject);
        time.advance(Duration.ofSeconds(19));
        assertThat(sent(exchange, subject)).isEqualTo(first);
        time.advance(Duration.ofSeconds(2));
        assertThat(sent(exchange, subject)).isNotEqualTo(first);
    }

    @Test
    void metadataOfAnotherIssuerAreNotBelieved() throws IOException {
        AuthorizationServer other = AuthorizationServer.of(issuer.url().replace("127.0.0.1", "localhost"))
                .fetching(PatientFetch.handler());
        assertThat(sent(ClientCredentials.of(other, CLIENT), null)).isEqualTo("503 no-token");
        assertThat(issuer.asked("/token")).isZero();
    }
}
