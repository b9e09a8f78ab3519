package io.hauberk.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** anyOf, allOf and anonymous, with filters that believe whoever the header of their name says. */
class AuthenticationTest {
    private static final String ID = "https://id.test";
    private static final Consumers CONSUMERS = MemoryConsumers.of(
            Consumer.of("bob").with(Credential.of(Kind.SUBJECT, Credential.subject(ID, "b-1"), "")),
            Consumer.of("ann"));

    /** Finds a consumer. */
    private static final Filter KEY = filter("key", (caller, who) -> caller.withConsumer(who, Set.of("keys")));
    /** Finds a principal. */
    private static final Filter TOKEN = filter(
            "token",
            (caller, who) -> caller.withPrincipal(who, ID)
                    .withGrants(Set.of("read"), Set.of())
                    .withClaims(Map.of("sub", who)));

    private interface Finding {
        Caller find(Caller caller, String who);
    }

    private static Filter filter(String name, Finding finding) {
        return new Filter() {
            @Override
            public Response handle(Request request, Handler next) throws IOException {
                String who = request.header(name);
                Rejection refusal = who == null
                        ? Rejection.of(name, 401, Authentication.UNAUTHENTICATED)
                        : who.equals("wrong")
                                ? Rejection.of(name, 401, "invalid-credentials").by("wrong")
                                : who.equals("malformed")
                                        ? Rejection.of(name, 400, "invalid-request")
                                        : who.equals("unknown")
                                                ? Rejection.of(name, 503, "temporarily-unavailable")
                                                        .retryAfter(java.time.Duration.ofSeconds(3))
                                                : null;
                if (refusal != null) {
                    if ("wrong".equals(who)) {
                        // A careless filter: it attaches before it has looked at everything.
                        request.exchange()
                                .attach(finding.find(request.exchange().caller(), "ghost"));
                    }
                    request.exchange().record(refusal.decision(Outcome.REFUSED));
                    return Response.refused(refusal.with("WWW-Authenticate", name + " realm=\"x\""));
                }
                request.exchange().attach(finding.find(request.exchange().caller(), who));
                return next.handle(request.without(name));
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public Concern concern() {
                return Concern.AUTHENTICATION;
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    private static Handled send(Filter filter, String... headers) throws IOException {
        Request request = Request.get("/").withHeaders(io.hauberk.Headers.of(headers));
        request.exchange().put(Consumers.KEY, CONSUMERS);
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.1"));
        return FilterTest.of(filter).handle(request);
    }

    private static final Filter EITHER = Authentication.anyOf(TOKEN, KEY);
    private static final Filter BOTH = Authentication.allOf(TOKEN, KEY);

    @Test
    void eitherAlternativePassesAndTheOtherLeavesNoTrace() throws IOException {
        Handled token = send(EITHER, "token", "b-1");
        assertThat(token.exchange().caller().principal()).isEqualTo("b-1");
        assertThat(token.exchange().caller().consumer()).isNull();
        Handled key = send(EITHER, "token", "wrong", "key", "ann");
        assertThat(key.status()).isEqualTo(200);
        assertThat(key.exchange().caller().principal()).isNull();
        assertThat(key.exchange().caller().claims()).isEmpty();
        assertThat(key.exchange().caller().consumer()).isEqualTo("ann");
        assertThat(key.exchange().decisions()).noneMatch(decision -> decision.outcome() == Outcome.REFUSED);
        assertThat(key.exchange().decisions())
                .anyMatch(decision -> decision.filter().equals("token") && decision.outcome() == Outcome.SKIPPED);
    }

    @Test
    void whereAllRefuseTheChallengesOfAllAreTold() throws IOException {
        Handled missing = send(EITHER);
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.reason()).isEqualTo("unauthenticated");
        assertThat(missing.response().headers().all("WWW-Authenticate"))
                .containsExactly("token realm=\"x\"", "key realm=\"x\"");
        Handled wrong = send(EITHER, "key", "wrong");
        assertThat(wrong.reason()).isEqualTo("invalid-credentials");
        assertThat(wrong.rejection().rule()).isEqualTo("key: wrong");
        assertThat(wrong.exchange().caller().authenticated()).isFalse();
        assertThat(wrong.exchange().caller().address()).isEqualTo("192.0.2.1");
    }

    @Test
    void malformedCredentialsAreRefusedAtOnceAndUnknownOnesAreNotCalledWrong() throws IOException {
        assertThat(send(EITHER, "token", "malformed", "key", "ann").status()).isEqualTo(400);
        Handled unknown = send(EITHER, "token", "unknown", "key", "wrong");
        assertThat(unknown.status()).isEqualTo(503);
        assertThat(unknown.header("Retry-After")).isEqualTo("3");
        assertThat(send(EITHER, "token", "unknown", "key", "ann").status()).isEqualTo(200);
    }

    @Test
    void badCredentialsDoNotBecomeAnonymousWhereverThatStands() throws IOException {
        for (Filter filter : new Filter[] {
            Authentication.anyOf(TOKEN, KEY, Authentication.anonymous()),
            Authentication.anyOf(Authentication.anonymous(), TOKEN, KEY)
        }) {
            Handled nobody = send(filter);
            assertThat(nobody.status()).isEqualTo(200);
            assertThat(nobody.exchange().caller().authenticated()).isFalse();
            assertThat(send(filter, "token", "wrong").status()).isEqualTo(401);
            assertThat(send(filter, "token", "wrong", "key", "ann").status()).isEqualTo(200);
            assertThat(send(filter, "key", "ann").exchange().caller().consumer())
                    .isEqualTo("ann");
        }
    }

    @Test
    void allFactorsMustBeTheSameCaller() throws IOException {
        Handled same = send(BOTH, "token", "b-1", "key", "bob");
        assertThat(same.status()).isEqualTo(200);
        Caller caller = same.exchange().caller();
        assertThat(caller.principal()).isEqualTo("b-1");
        assertThat(caller.consumer()).isEqualTo("bob");
        assertThat(caller.groups()).containsExactly("keys");
        assertThat(caller.scopes()).containsExactly("read");
        assertThat(caller.claims()).containsEntry("sub", "b-1");
        assertThat(caller.address()).isEqualTo("192.0.2.1");
        assertThat(same.passed().get(0).headers().size()).isZero();

        Handled two = send(BOTH, "token", "b-1", "key", "ann");
        assertThat(two.status()).isEqualTo(403);
        assertThat(two.reason()).isEqualTo("different-principals");
        assertThat(two.exchange().caller().authenticated()).isFalse();
        assertThat(send(BOTH, "token", "somebody", "key", "bob").status()).isEqualTo(403);
        assertThat(two.passed()).isEmpty();
    }

    @Test
    void eachFactorIsRequiredAndOneThatFailsLeavesNoTrace() throws IOException {
        for (String[] headers : new String[][] {
            {"token", "b-1"}, {"key", "bob"}, {"token", "b-1", "key", "wrong"}, {"token", "wrong", "key", "bob"}, {}
        }) {
            Handled handled = send(BOTH, headers);
            assertThat(handled.status()).isEqualTo(401);
            assertThat(handled.exchange().caller().authenticated()).isFalse();
            assertThat(handled.exchange().caller().consumer()).isNull();
        }
        assertThat(send(BOTH, "token", "b-1", "key", "malformed").status()).isEqualTo(400);
    }

    @Test
    void whoWasFoundBeforeAllOfMustBeTheSameToo() throws IOException {
        Request request = Request.get("/").with("token", "b-1").with("key", "bob");
        request.exchange().put(Consumers.KEY, CONSUMERS);
        request.exchange().attach(Caller.unknown().withConsumer("ann", Set.of()));
        assertThat(FilterTest.of(BOTH).handle(request).status()).isEqualTo(403);
        assertThat(request.exchange().caller().consumer()).isEqualTo("ann");
    }

    @Test
    void theyNest() throws IOException {
        Filter tokenMayBe = Authentication.allOf(KEY, Authentication.anyOf(TOKEN, Authentication.anonymous()));
        assertThat(send(tokenMayBe, "key", "bob").status()).isEqualTo(200);
        assertThat(send(tokenMayBe, "key", "bob", "token", "b-1").status()).isEqualTo(200);
        assertThat(send(tokenMayBe, "key", "ann", "token", "b-1").status()).isEqualTo(403);
        assertThat(send(tokenMayBe, "token", "b-1").status()).isEqualTo(401);
        Filter bothOrKey = Authentication.anyOf(BOTH, KEY);
        assertThat(send(bothOrKey, "key", "ann").status()).isEqualTo(200);
        assertThat(send(bothOrKey, "key", "bob", "token", "b-1")
                        .exchange()
                        .caller()
                        .principal())
                .isEqualTo("b-1");
        Handled keyAlone = send(bothOrKey, "key", "ann", "token", "b-1");
        assertThat(keyAlone.exchange().caller().principal()).isNull();
        assertThat(keyAlone.exchange().caller().consumer()).isEqualTo("ann");
    }

    @Test
    void theShadowAttachesWhomItFindsAndRefusesNobody() throws IOException {
        Handled wrong = send(BOTH.shadowed(), "token", "b-1", "key", "ann");
        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.exchange().caller().authenticated()).isFalse();
        assertThat(wrong.exchange().decisions()).anyMatch(d -> d.outcome() == Outcome.WOULD_REFUSE);
        assertThat(send(EITHER.shadowed(), "key", "ann").exchange().caller().consumer())
                .isEqualTo("ann");
        Filter shadowedFactor = Authentication.allOf(KEY, TOKEN.shadowed());
        assertThat(send(shadowedFactor, "key", "ann").status()).isEqualTo(200);
    }

    @Test
    void anAlternativeInShadowOpensNothingThatTheOthersKeepShut() throws IOException {
        for (Filter filter : new Filter[] {
            Authentication.anyOf(TOKEN.shadowed(), KEY),
            Authentication.anyOf(KEY, TOKEN.shadowed()),
            Authentication.anyOf(Authentication.allOf(TOKEN.shadowed()), KEY)
        }) {
            assertThat(send(filter).status()).isEqualTo(401);
            assertThat(send(filter).response().headers().all("WWW-Authenticate"))
                    .containsExactly("key realm=\"x\"");
            assertThat(send(filter, "token", "wrong").status()).isEqualTo(401);
            assertThat(send(filter, "key", "wrong").status()).isEqualTo(401);
            assertThat(send(filter, "token", "b-1").exchange().caller().principal())
                    .isEqualTo("b-1");
            Handled key = send(filter, "token", "wrong", "key", "ann");
            assertThat(key.exchange().caller().consumer()).isEqualTo("ann");
            assertThat(key.exchange().decisions())
                    .as("nothing would have been refused")
                    .noneMatch(decision -> decision.outcome() == Outcome.WOULD_REFUSE);
        }
        Handled all = send(Authentication.anyOf(TOKEN.shadowed(), KEY.shadowed()), "token", "wrong");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.exchange().caller().authenticated()).isFalse();
        assertThat(all.exchange().decisions()).anyMatch(decision -> decision.outcome() == Outcome.WOULD_REFUSE);
        Filter guests = Authentication.anyOf(TOKEN.shadowed(), KEY, Authentication.anonymous());
        assertThat(send(guests).status()).isEqualTo(200);
        assertThat(send(guests, "token", "wrong").status()).isEqualTo(200);
        assertThat(send(guests, "key", "wrong").status()).isEqualTo(401);
    }

    @Test
    void aSubjectThatHasExpiredIsTheConsumersNoLonger() throws IOException {
        for (boolean live : new boolean[] {true, false}) {
            Credential subject = Credential.of(Kind.SUBJECT, Credential.subject(ID, "b-1"), "")
                    .expires(live ? java.time.Instant.MAX : java.time.Instant.EPOCH);
            Request request = Request.get("/").with("token", "b-1").with("key", "bob");
            request.exchange()
                    .put(Consumers.KEY, MemoryConsumers.of(Consumer.of("bob").with(subject)));
            assertThat(FilterTest.of(BOTH).handle(request).status()).isEqualTo(live ? 200 : 403);
        }
    }

    @Test
    void aFactorThatFindsNobodyIsNone() throws IOException {
        Filter careless = filter("careless", (caller, who) -> caller);
        assertThat(send(Authentication.allOf(KEY, careless), "key", "ann", "careless", "x")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whatFindsOutNothingAboutCallersHasNoPlaceThere() {
        assertThatThrownBy(() -> Authentication.anyOf(KEY, BodyLimit.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bodyLimit");
        assertThatThrownBy(Authentication::allOf).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereTheConsumersCannotBeAskedNobodyPassesByTwoFactors() throws IOException {
        Request request = Request.get("/").with("token", "b-1").with("key", "bob");
        request.exchange().put(Consumers.KEY, (kind, id) -> {
            throw new IOException("expected by this test");
        });
        assertThat(FilterTest.of(BOTH).handle(request).status()).isEqualTo(503);
    }
}
