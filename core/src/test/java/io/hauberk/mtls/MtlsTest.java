package io.hauberk.mtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.mtls.Mtls.Told;
import io.hauberk.network.Arrival;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MtlsTest {
    private static final String BOB = "spiffe://shop/ns/prod/sa/bob";

    private final VirtualTime time = VirtualTime.moving();
    private final Consumers consumers = MemoryConsumers.of(Consumer.of("bob")
            .with(Credential.of(Kind.PEER, BOB, "").expires(time.instant().plusSeconds(60))));

    private Handled send(Filter filter, String peer, boolean trusted, String... headers) throws IOException {
        Request request = Request.get("/").withHeaders(Headers.of(headers));
        request.exchange().put(Consumers.KEY, consumers);
        request.exchange().attach(Caller.unknown().withPeer(peer));
        request.exchange().put(Arrival.KEY, new Arrival(request, "192.0.2.1", trusted, "https", "localhost", "1"));
        return FilterTest.of(filter).handle(request);
    }

    @Test
    void theNameInTheCertificateOfTheConnectionDecides() throws IOException {
        Mtls listed = Mtls.peers("spiffe://shop/ns/prod/*", "CN=old,O=Shop").clock(time);
        Handled bob = send(listed, BOB, false);
        assertThat(bob.status()).isEqualTo(200);
        assertThat(bob.exchange().caller().principal()).isEqualTo(BOB);
        assertThat(bob.exchange().caller().consumer()).isEqualTo("bob");
        Handled old = send(listed, "CN=old,O=Shop", false);
        assertThat(old.exchange().caller().authenticated()).isTrue();
        assertThat(old.exchange().caller().consumer()).isNull();
        assertThat(send(listed, "spiffe://shop/ns/test/sa/bob", false).status()).isEqualTo(403);
        assertThat(send(listed, null, false).reason()).isEqualTo("unauthenticated");
        assertThat(send(listed.optional(), null, false).status()).isEqualTo(200);
        assertThat(send(listed.optional(), "spiffe://other/x", false).status()).isEqualTo(403);
    }

    @Test
    void withoutAListConsumersPassUntilTheirPeerExpires() throws IOException {
        Mtls mtls = Mtls.consumers().clock(time);
        assertThat(send(mtls, BOB, false).status()).isEqualTo(200);
        assertThat(send(mtls, "spiffe://shop/ns/prod/sa/eve", false).status()).isEqualTo(403);
        time.advance(Duration.ofSeconds(60));
        assertThat(send(mtls, BOB, false).status()).isEqualTo(403);
    }

    @Test
    void aTrustedProxyTellsAndItsOwnCertificateIsNobodys() throws IOException {
        Mtls mtls = Mtls.consumers().toldBy(Told.X_FORWARDED_CLIENT_CERT).clock(time);
        String field = "X-Forwarded-Client-Cert";
        Handled told = send(mtls, "spiffe://shop/proxy", true, field, "By=a;URI=" + BOB);
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.exchange().caller().peer()).isEqualTo(BOB);
        assertThat(send(mtls, BOB, true).reason()).as("the proxy is no client").isEqualTo("unauthenticated");
        assertThat(send(mtls, BOB, false).status())
                .as("connected without a proxy")
                .isEqualTo(200);
        Handled eve = send(mtls, "spiffe://shop/eve", false, field, "URI=" + BOB);
        assertThat(eve.status()).as("the field of a stranger says nothing").isEqualTo(403);
        assertThat(send(mtls, null, true, field, "URI=" + BOB + ";URI=spiffe://x/y")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theGrammarOfTheForwardedFieldIsReadStrictly() {
        assertThat(ForwardedCertificate.name(of("By=http://a;Hash=ab;Subject=\"/C=US\";URI=" + BOB)))
                .isEqualTo(BOB);
        assertThat(ForwardedCertificate.name(of("Subject=\"CN=a\\,b,O=\\\"x,y\\\"\"")))
                .as("quotes are escaped, commas are the subject's own")
                .isEqualTo("CN=a\\,b,O=x\\,y");
        assertThat(ForwardedCertificate.name(of("URI=spiffe://x/y,Subject=\"CN=last,O=Shop\"")))
                .isEqualTo("CN=last,O=Shop");
        assertThat(ForwardedCertificate.name(of("Subject=\"CN=a, O=b\""))).isEqualTo("CN=a,O=b");
        for (String text : new String[] {
            "",
            "x",
            "URI",
            "URI=spiffe://x",
            "URI=" + BOB + ";",
            "URI=" + BOB + ",",
            "Subject=\"CN=a",
            "Subject=\"a\"b",
            "URI=a\"b",
            "=a",
            "Subject=nonsense",
            "a,URI=" + BOB,
            "URI=" + BOB + ",By=last",
            "URI=" + "x".repeat(40_000)
        }) {
            assertThat(ForwardedCertificate.name(of(text))).as(text).isNull();
        }
    }

    private static Headers of(String value) {
        return Headers.of("X-Forwarded-Client-Cert", value);
    }

    @Test
    void aCertificateAndATokenOfTwoCallersAreNoneOfEither() throws IOException {
        Filter both = Authentication.allOf(Mtls.consumers().clock(time), io.hauberk.apikey.ApiKey.header("x-api-key"));
        assertThat(send(both, BOB, false, "x-api-key", "nonsense").status()).isEqualTo(401);
    }

    @Test
    void aSubjectIsComparedByWholeAttributes() throws IOException {
        Mtls ends = Mtls.peers("*,O=Shop,C=DE").clock(time);
        assertThat(send(ends, "CN=bob,O=Shop,C=DE", false).status()).isEqualTo(200);
        assertThat(send(ends, "CN=a\\\\,O=Shop,C=DE", false).status())
                .as("an escaped backslash before the comma")
                .isEqualTo(200);
        for (String other : new String[] {
            "CN=eve\\,O=Shop,C=DE", "CN=eveO=Shop,C=DE", ",O=Shop,C=DE", "spiffe://evil/x,O=Shop,C=DE", "O=Shop,C=DE"
        }) {
            assertThat(send(ends, other, false).status()).as(other).isEqualTo(403);
        }
        Mtls begins = Mtls.peers("CN=bob,*").clock(time);
        assertThat(send(begins, "CN=bob,O=x", false).status()).isEqualTo(200);
        assertThat(send(begins, "CN=bob\\,x", false).status()).isEqualTo(403);
    }

    @Test
    void whoHasNoNameIsNobody() throws IOException {
        assertThat(send(Mtls.peers("CN=bob,*").clock(time), "", false).status()).isEqualTo(403);
        assertThat(send(Mtls.consumers().clock(time), "", false).status()).isEqualTo(403);
        assertThatThrownBy(() -> Mtls.peers("")).hasMessageContaining("not empty");
    }

    @Test
    void aPatternOfAConsumerThatIsNoneFitsNobody() throws IOException {
        Request request = Request.get("/");
        Consumer careless =
                Consumer.of("all").with(Credential.of(Kind.PEER, "*", ""), Credential.of(Kind.PEER, "a*b", ""));
        request.exchange().put(Consumers.KEY, (kind, id) -> careless);
        request.exchange().attach(Caller.unknown().withPeer(BOB));
        assertThat(FilterTest.of(Mtls.consumers()).handle(request).status()).isEqualTo(403);
        assertThatThrownBy(() -> MemoryConsumers.of(careless)).hasMessageContaining("accepts everyone");
    }

    @Test
    void aListThatAcceptsEveryoneIsRefused() {
        for (String everyone : new String[] {"*", "spiffe://*", "spiffe:*", "s*"}) {
            assertThatThrownBy(() -> Mtls.peers(everyone)).hasMessageContaining("accepts everyone");
        }
        assertThatThrownBy(() -> Mtls.peers("spiffe://shop*")).hasMessageContaining("other trust domains");
        assertThatThrownBy(() -> Mtls.peers("spiffe://shop.*")).hasMessageContaining("other trust domains");
        assertThatThrownBy(() -> Mtls.peers("*/sa/bob")).hasMessageContaining("makes up");
        assertThatThrownBy(() -> Mtls.peers("*O=Shop")).hasMessageContaining("makes up");
        assertThatThrownBy(() -> Mtls.peers("shop*")).hasMessageContaining("neither");
        assertThat(Yaml.faults("{ peers: [] }", Mtls::from)).hasSize(1);
        assertThat(Yaml.faults("{ peers: [ \"a*b\" ] }", Mtls::from)).hasSize(1);
        assertThat(Yaml.faults("{ from: header }", Mtls::from)).hasSize(1);
        assertThat(Yaml.read("{ from: client-cert }", Mtls::from).toString())
                .isEqualTo("mtls of consumers, told by trusted proxies");
    }
}
