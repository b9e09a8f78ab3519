package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.oauth.SubjectToken;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JwtTest {
    private static final Signer SIGNER = Signer.rsa("k1");

    private final VirtualTime time = VirtualTime.moving();
    private final AtomicInteger fetches = new AtomicInteger();
    private final Handler keys = request -> {
        fetches.incrementAndGet();
        return Response.ok(Signer.set(SIGNER));
    };
    private final Issuer issuer = Issuer.of(Signer.ISSUER)
            .named("acme")
            .audience("orders")
            .keys("https://id.acme.test/jwks.json")
            .fetching(keys)
            .clock(time, time)
            .background(new HandBackground(time));
    private final Jwt jwt = Jwt.issuedBy(issuer).realm("shop");

    private Handled with(String authorization) throws IOException {
        return with(jwt, authorization);
    }

    private static Handled with(Jwt jwt, String... headers) throws IOException {
        Headers.Edit edit = Headers.empty().edit();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers.length == 1) {
                edit.add("Authorization", headers[0]);
            } else {
                edit.add(headers[i], headers[i + 1]);
            }
        }
        return FilterTest.of(jwt).handle(Request.get("/").withHeaders(edit.build()));
    }

    private String token() {
        return SIGNER.token(time.instant());
    }

    @Test
    void aTokenThatIsRightTellsWhoCalls() throws IOException {
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("scope", "orders:read  orders:write");
        claims.put("scp", List.of("more"));
        claims.put("permissions", List.of("p"));
        claims.put("roles", "admin");
        claims.put("realm_access", Map.of("roles", List.of("user")));
        claims.put("groups", List.of("partners"));

        Handled handled = with("Bearer " + SIGNER.token(claims));

        assertThat(handled.status()).isEqualTo(200);
        Caller caller = handled.exchange().caller();
        assertThat(caller.principal()).isEqualTo("alice");
        assertThat(caller.issuer()).isEqualTo(Signer.ISSUER);
        assertThat(caller.scopes()).containsExactlyInAnyOrder("orders:read", "orders:write", "more", "p");
        assertThat(caller.roles()).containsExactlyInAnyOrder("admin", "user");
        assertThat(caller.groups()).containsExactly("partners");
        assertThat(caller.claim("realm_access.roles")).isEqualTo(List.of("user"));
        assertThat(handled.decisions()).containsExactly(Decision.of("jwt", Outcome.ALLOWED, "acme"));
    }

    @Test
    void whatTheNetworkSaysOfTheCallerStays() throws IOException {
        for (int i = 0; i < 2; i++) {
            Request request = Request.get("/").with("Authorization", "Bearer " + token());
            request.exchange()
                    .attach(Caller.unknown().withAddress("192.0.2." + i).withPeer("spiffe://a/b" + i));
            FilterTest.of(jwt).handle(request);

            Caller caller = request.exchange().caller();
            assertThat(caller.address()).isEqualTo("192.0.2." + i);
            assertThat(caller.peer()).isEqualTo("spiffe://a/b" + i);
            assertThat(caller.principal()).isEqualTo("alice");
        }
    }

    @Test
    void withoutATokenThereIsAChallengeWithoutAnErrorCode() throws IOException {
        for (Handled handled : List.of(FilterTest.of(jwt).get("/"), with("Basic YTpi"), with("Bearerish x"))) {
            assertThat(handled.status()).isEqualTo(401);
            assertThat(handled.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"shop\"");
            assertThat(handled.reason()).isEqualTo("unauthenticated");
            assertThat(handled.passed()).isEmpty();
            assertThat(handled.outcomes()).containsExactly(Outcome.REFUSED);
        }
    }

    @Test
    void moreThanOneTokenIsAnInvalidRequest() throws IOException {
        String token = token();
        Request twoWays = Request.get("/?a=b&access_token=" + token).with("Authorization", "Bearer " + token);

        for (Handled handled : List.of(
                with(jwt, "Authorization", "Bearer " + token, "authorization", "Bearer " + token),
                with(jwt, "Authorization", "Basic YTpi", "Authorization", "Bearer " + token),
                FilterTest.of(jwt).handle(twoWays),
                with("Bearer"),
                with("Bearer   "))) {
            assertThat(handled.status()).isEqualTo(400);
            assertThat(handled.header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"shop\", error=\"invalid_request\"");
            assertThat(handled.exchange().caller().authenticated()).isFalse();
        }
    }

    @Test
    void aWrongTokenIsNeverToldWhatIsWrongWithIt() throws IOException {
        Map<String, Object> expired = Signer.claims(time.instant().minusSeconds(7200));
        Map<String, Object> foreign = Signer.claims(time.instant());
        foreign.put("aud", "payments");

        Handled one = with("Bearer " + SIGNER.token(expired));
        Handled other = with("Bearer " + SIGNER.token(foreign));

        for (Handled handled : List.of(one, other)) {
            assertThat(handled.status()).isEqualTo(401);
            assertThat(handled.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"shop\", error=\"invalid_token\"");
            assertThat(handled.reason()).isEqualTo("invalid-token");
            assertThat(handled.rejection().detail()).isNull();
            assertThat(handled.rejection().members()).isEmpty();
        }
        assertThat(one.decisions()).extracting(Decision::rule).containsExactly("expired");
        assertThat(other.decisions()).extracting(Decision::rule).containsExactly("wrong-audience");
    }

    @Test
    void anOptionalTokenMayBeMissingButNotWrong() throws IOException {
        Jwt optional = jwt.optional().claimHeader("x-user", "sub");

        Handled nobody = with(optional, "X-User", "mallory");
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.request().header("x-user")).isNull();
        assertThat(nobody.outcomes()).containsExactly(Outcome.SKIPPED);
        assertThat(with(optional, "Bearer nonsense").status()).isEqualTo(401);
    }

    @Test
    void claimsAreToldInHeadersThatOnlyWeMaySet() throws IOException {
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("org", Map.of("id", 7));
        claims.put("name", "José\r\nX-Admin: 1%");
        claims.put("list", List.of("a,b", "c d", 3));
        claims.put("object", Map.of());
        Jwt telling = jwt.claimHeader("x-user", "sub")
                .claimHeader("x-org-id", "org.id")
                .claimHeader("x-name", "name")
                .claimHeader("x-list", "list")
                .claimHeader("x-object", "object");

        Handled handled = with(
                telling,
                "Authorization",
                "Bearer " + SIGNER.token(claims),
                "X-USER",
                "mallory",
                "x_org-ID",
                "1",
                "x-object",
                "spoofed");

        Headers headers = handled.request().headers();
        assertThat(headers.all("x-user")).containsExactly("alice");
        assertThat(headers.all("x-org-id")).containsExactly("7");
        assertThat(headers.contains("x_org-id")).isFalse();
        assertThat(headers.first("x-name")).isEqualTo("Jos%C3%A9%0D%0AX-Admin: 1%25");
        assertThat(headers.first("x-list")).isEqualTo("a%2Cb,c%20d,3");
        assertThat(headers.contains("x-object")).isFalse();
        assertThat(telling.identityHeaders()).containsExactly("x-user", "x-org-id", "x-name", "x-list", "x-object");
    }

    @Test
    void tokensComeFromWhereTheyWereLookedFor() throws IOException {
        Jwt elsewhere =
                jwt.tokenIn(TokenSource.cookie("session"), TokenSource.query("token"), TokenSource.header("x-token"));
        String token = token();

        assertThat(with(elsewhere, "Authorization", "Bearer " + token).status()).isEqualTo(401);
        assertThat(with(elsewhere, "Cookie", "a=b; session=" + token + "; c=d").status())
                .isEqualTo(200);
        assertThat(with(elsewhere, "x-token", token).status()).isEqualTo(200);
        assertThat(with(elsewhere, "x-token", "bearer " + token).status()).isEqualTo(200);
        assertThat(FilterTest.of(elsewhere).get("/?a=b&token=" + token).status())
                .isEqualTo(200);
        assertThat(FilterTest.of(elsewhere).get("/?xtoken=" + token).status()).isEqualTo(401);
        assertThat(with(elsewhere, "x-token", token, "Cookie", "session=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(FilterTest.of(elsewhere).get("/?token=a&token=b").status()).isEqualTo(400);
        assertThat(with(elsewhere, "Cookie", "session=a", "Cookie", "session=b").status())
                .isEqualTo(400);
    }

    @Test
    void oneTokenInTheQueryIsOneAlsoWhereTheHeaderIsLookedAtFirst() throws IOException {
        Jwt either = jwt.tokenIn(TokenSource.bearer(), TokenSource.query("access_token"));
        String query = "/?a=b&access_token=" + token();
        assertThat(FilterTest.of(either).get(query).status()).isEqualTo(200);
        assertThat(FilterTest.of(either)
                        .handle(Request.get(query).with("Authorization", "Bearer " + token()))
                        .status())
                .isEqualTo(400);
        assertThat(FilterTest.of(jwt.tokenIn(TokenSource.query("t")))
                        .get("/?t=" + token() + "&access_token=" + token())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void spacesAtTheEndsOfAClaimDoNotMakeItAnother() throws IOException {
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("name", " admin");
        claims.put("nick", "admin ");
        claims.put("full", "Alice A");
        Jwt telling =
                jwt.claimHeader("x-name", "name").claimHeader("x-nick", "nick").claimHeader("x-full", "full");
        Headers headers =
                with(telling, "Bearer " + SIGNER.token(claims)).request().headers();
        assertThat(headers.first("x-name")).isEqualTo("%20admin");
        assertThat(headers.first("x-nick")).isEqualTo("admin%20");
        assertThat(headers.first("x-full")).isEqualTo("Alice A");
    }

    @Test
    void aTokenAfterAKeyMustBeTheSameConsumers() throws IOException {
        Consumers consumers = MemoryConsumers.of(
                Consumer.of("acme")
                        .with(Credential.of(Credential.Kind.SUBJECT, Credential.subject(Signer.ISSUER, "alice"), "")),
                Consumer.of("bob"));
        for (String name : List.of("acme", "bob")) {
            Request request = Request.get("/").with("Authorization", "Bearer " + token());
            request.exchange().put(Consumers.KEY, consumers);
            request.exchange().attach(Caller.unknown().withConsumer(name, Set.of("partners")));
            Handled handled = FilterTest.of(jwt).handle(request);
            Caller caller = request.exchange().caller();
            assertThat(caller.consumer()).isEqualTo(name);
            if (name.equals("acme")) {
                assertThat(handled.status()).isEqualTo(200);
                assertThat(caller.principal()).isEqualTo("alice");
                assertThat(caller.groups()).containsExactly("partners");
                assertThat(request.exchange().get(SubjectToken.KEY)).isNotNull();
            } else {
                assertThat(handled.status()).isEqualTo(401);
                assertThat(handled.decisions()).extracting(Decision::rule).containsExactly("other-principal");
                assertThat(caller.principal()).isNull();
                assertThat(request.exchange().get(SubjectToken.KEY))
                        .as("nor is his token passed on")
                        .isNull();
            }
        }
    }

    @Test
    void whileConsumersCannotBeAskedNobodyKnowsWhetherTwoAreOne() throws IOException {
        Request request = Request.get("/").with("Authorization", "Bearer " + token());
        request.exchange().put(Consumers.KEY, (kind, id) -> {
            throw new IOException("gone");
        });
        request.exchange().attach(Caller.unknown().withConsumer("acme", Set.of()));
        Handled handled = FilterTest.of(jwt).handle(request);
        assertThat(handled.status()).isEqualTo(503);
        assertThat(handled.decisions()).extracting(Decision::rule).containsExactly("consumers-unavailable");
    }

    @Test
    void severalIssuersAreToldApart() throws IOException {
        Signer second = Signer.curve("k1");
        Issuer other = Issuer.of("https://other.test")
                .audience("orders")
                .keys("https://other.test/keys")
                .fetching(request -> Response.ok(Signer.set(second)))
                .clock(time, time)
                .background(new HandBackground(time));
        Jwt both = Jwt.issuedBy(issuer, other);
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("iss", "https://other.test");

        assertThat(with(both, "Bearer " + token()).status()).isEqualTo(200);
        Handled handled = with(both, "Bearer " + second.token(claims));
        assertThat(handled.exchange().caller().issuer()).isEqualTo("https://other.test");
        // Each issuer speaks for itself only.
        assertThat(with(both, "Bearer " + SIGNER.token(claims)).status()).isEqualTo(401);
        claims.put("iss", "https://third.test");
        assertThat(with(both, "Bearer " + second.token(claims)).decisions())
                .extracting(Decision::rule)
                .containsExactly("unknown-issuer");
        assertThatThrownBy(() -> Jwt.issuedBy(issuer, issuer)).hasMessageContaining("same URL");
    }

    @Test
    void twoAuthenticationsOfOneRequestMustAgreeOnWhoCalls() throws IOException {
        Request request = Request.get("/").with("Authorization", "Bearer " + token());
        request.exchange().attach(Caller.unknown().withPrincipal("bob", Signer.ISSUER));

        Handled handled = FilterTest.of(jwt).handle(request);

        assertThat(handled.status()).isEqualTo(401);
        assertThat(handled.decisions()).extracting(Decision::rule).containsExactly("other-principal");
        assertThat(with(Jwt.issuedBy(issuer), "Bearer " + token()).status()).isEqualTo(200);
    }

    @Test
    void inShadowAWrongTokenPassesAndARightOneCounts() throws IOException {
        Handled wrong = FilterTest.of(jwt.shadowed()).handle(Request.get("/").with("Authorization", "Bearer x.y.z"));
        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.decisions())
                .containsExactly(new Decision("jwt", Outcome.WOULD_REFUSE, "malformed", "invalid-token"));

        Handled right =
                FilterTest.of(jwt.shadowed()).handle(Request.get("/").with("Authorization", "Bearer " + token()));
        assertThat(right.exchange().caller().principal()).isEqualTo("alice");
    }

    @Test
    void aTokenIsVerifiedOnceAndExpiresNevertheless() throws IOException {
        Map<String, Object> claims = Signer.claims(time.instant());
        claims.put("exp", time.instant().getEpochSecond() + 20);
        String token = SIGNER.token(claims);

        assertThat(with("Bearer " + token).status()).isEqualTo(200);
        Caller first = with("Bearer " + token).exchange().caller();
        assertThat(with("Bearer " + token).exchange().caller().claims()).isSameAs(first.claims());
        time.advance(Duration.ofSeconds(21));
        // Within the skew it is still right, but looked at each time.
        Caller later = with("Bearer " + token).exchange().caller();
        assertThat(later.principal()).isEqualTo("alice");
        assertThat(later.claims()).isNotSameAs(first.claims());
        time.advance(Duration.ofSeconds(60));
        assertThat(with("Bearer " + token).decisions())
                .extracting(Decision::rule)
                .containsExactly("expired");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aTokenIsRememberedForFiveMinutesAtMost() throws IOException {
        String token = token();
        Caller first = with("Bearer " + token).exchange().caller();
        time.advance(Duration.ofSeconds(299));
        assertThat(with("Bearer " + token).exchange().caller().claims()).isSameAs(first.claims());
        time.advance(Duration.ofSeconds(2));
        assertThat(with("Bearer " + token).exchange().caller().claims()).isNotSameAs(first.claims());
    }

    @Test
    void aTokenOfOneCharacterMoreIsAnotherToken() throws IOException {
        String token = token();
        assertThat(with("Bearer " + token).status()).isEqualTo(200);

        for (String other :
                List.of(token + "A", token + " ", token + "\u0000", token.substring(0, token.length() - 1))) {
            Request request = Request.get("/")
                    .withHeaders(Headers.empty()
                            .edit()
                            .addUnchecked("Authorization", "Bearer " + other)
                            .build());
            assertThat(FilterTest.of(jwt).handle(request).status()).isEqualTo(401);
        }
    }

    @Test
    void messagesNameTheCulpritAndTheCure() {
        assertThatThrownBy(() -> issuer.algorithms("HS256")).hasMessageContaining("shared key");
        assertThatThrownBy(() -> issuer.algorithms("none")).hasMessageContaining("no signature");
        assertThatThrownBy(() -> issuer.keys("http://id.acme.test/keys")).hasMessageContaining("https");
        assertThatThrownBy(() -> jwt.realm("a\"b")).hasMessageContaining("quotes");
        assertThatThrownBy(() -> jwt.claimHeader("x y", "sub")).hasMessageContaining("header name");
    }
}
