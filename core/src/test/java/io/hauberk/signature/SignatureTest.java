package io.hauberk.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private final VirtualTime time = VirtualTime.moving();
    private final Signature filter = Signature.standard().clock(time);
    private final Sign sign = Sign.with("bob-1", SigningKey.secret("s3cret")).clock(time);
    private Consumers consumers =
            MemoryConsumers.of(Consumer.of("bob").with(Credential.of(Kind.SECRET, "bob-1", "s3cret")));

    private static Request signed(Sign sign, Request request) throws IOException {
        AtomicReference<Request> out = new AtomicReference<>();
        Response response = sign.handle(request, inner -> {
            out.set(inner);
            return Response.of(200);
        });
        assertThat(response.status()).isEqualTo(200);
        return out.get();
    }

    private Handled send(Filter filter, Request signed) throws IOException {
        Request request = signed.in(Exchange.begin(time));
        request.exchange().put(Consumers.KEY, consumers);
        return FilterTest.of(filter)
                .before(inner -> {
                    try (var in = inner.body().open()) {
                        return Response.ok(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                })
                .handle(request);
    }

    private static String rule(Handled handled) {
        return handled.rejection() == null
                ? "passed"
                : String.valueOf(handled.rejection().rule());
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + " KEY-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END "
                + kind + " KEY-----\n";
    }

    private static KeyPair pair(String algorithm) throws Exception {
        if (algorithm.startsWith("ecdsa")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(algorithm.contains("p256") ? "secp256r1" : "secp384r1"));
            return generator.generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.startsWith("rsa") ? "RSA" : "Ed25519");
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256"})
    void whatIsSignedByEachAlgorithmIsVerifiedAndByNoOther(String algorithm) throws Exception {
        KeyPair pair = pair(algorithm);
        SigningKey key = SigningKey.pem(pem("PRIVATE", pair.getPrivate().getEncoded()), algorithm);
        consumers = MemoryConsumers.of(Consumer.of("bob")
                .with(Credential.of(
                                Kind.PUBLIC_KEY,
                                "k",
                                pem("PUBLIC", pair.getPublic().getEncoded()))
                        .algorithm(algorithm)));
        Request signed = signed(Sign.with("k", key).clock(time), Request.get("/a?b=c"));
        Handled handled = send(filter, signed);
        assertThat(rule(handled)).isEqualTo("passed");
        assertThat(handled.exchange().caller().consumer()).isEqualTo("bob");
        for (String other : PublicKeys.ALGORITHMS) {
            if (!other.equals(algorithm)) {
                Request claimed = signed.with(
                        "Signature-Input", signed.header("Signature-Input").replace(algorithm, other));
                assertThat(rule(send(filter, claimed))).isEqualTo("wrong-signature");
            }
        }
        Request hmac =
                signed.with("Signature-Input", signed.header("Signature-Input").replace(algorithm, "hmac-sha256"));
        assertThat(rule(send(filter, hmac))).as("a public key is no secret").isEqualTo("unknown-key");
    }

    private static KeyPair pss(PSSParameterSpec bound) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, bound));
        return generator.generateKeyPair();
    }

    /** As openssl genpkey -algorithm RSA-PSS makes them. */
    @Test
    void keysThatAreBoundToPssSignAndVerifyByIt() throws Exception {
        PSSParameterSpec sha512 = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
        for (PSSParameterSpec bound : new PSSParameterSpec[] {null, sha512}) {
            KeyPair pair = pss(bound);
            String own = pem("PRIVATE", pair.getPrivate().getEncoded());
            String shown = pem("PUBLIC", pair.getPublic().getEncoded());
            assertThat(PublicKeys.read(shown, null).algorithm()).isEqualTo("rsa-pss-sha512");
            consumers = MemoryConsumers.of(Consumer.of("bob").with(Credential.of(Kind.PUBLIC_KEY, "k", shown)));
            Sign signing = Sign.with("k", SigningKey.pem(own, null)).clock(time);
            assertThat(rule(send(filter, signed(signing, Request.get("/a?b=c")))))
                    .isEqualTo("passed");
            assertThatThrownBy(() -> SigningKey.pem(own, "rsa-v1_5-sha256"))
                    .hasMessageStartingWith("The private key is for RSA-PSS alone, not for rsa-v1_5-sha256.");
            assertThatThrownBy(() -> PublicKeys.read(shown, "rsa-v1_5-sha256"))
                    .hasMessageStartingWith("The public key is for RSA-PSS alone, not for rsa-v1_5-sha256.");
        }
    }

    @Test
    void keysThatAreBoundToAnotherHashAreRefusedWhenTheyAreRead() throws Exception {
        KeyPair pair = pss(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        String why = " is for RSA-PSS with SHA-256 and a salt of at least 32 bytes, but rsa-pss-sha512 is SHA-512 with"
                + " 64. Make one without parameters: openssl genpkey -algorithm RSA-PSS.";
        assertThatThrownBy(() -> SigningKey.pem(pem("PRIVATE", pair.getPrivate().getEncoded()), null))
                .hasMessage("The private key" + why);
        assertThatThrownBy(() -> PublicKeys.read(pem("PUBLIC", pair.getPublic().getEncoded()), null))
                .hasMessage("The public key" + why);
    }

    @Test
    void aPublicKeyIsForOneAlgorithm() throws Exception {
        KeyPair pair = pair("ed25519");
        assertThatThrownBy(() -> PublicKeys.read(pem("PUBLIC", pair.getPublic().getEncoded()), "rsa-pss-sha512"))
                .hasMessage("The public key is for ed25519, not for rsa-pss-sha512.");
        assertThatThrownBy(() -> PublicKeys.read("nonsense!", null)).hasMessageContaining("PEM");
    }

    @Test
    void whatIsChangedIsRefused() throws IOException {
        Request signed = signed(sign, Request.get("/a?b=c"));
        assertThat(rule(send(filter, signed.withPath("/b")))).isEqualTo("wrong-signature");
        assertThat(rule(send(filter, signed.withMethod("HEAD")))).isEqualTo("wrong-signature");
        assertThat(rule(send(filter, signed.withQuery("b=d")))).isEqualTo("wrong-signature");
        assertThat(rule(send(filter, signed.withQuery(null)))).isEqualTo("wrong-signature");
        assertThat(rule(send(filter, signed.withAuthority("http", "other.test"))))
                .isEqualTo("wrong-signature");
        String input = signed.header("Signature-Input");
        assertThat(rule(send(filter, signed.with("Signature-Input", input.replace("created=17", "created=18")))))
                .isIn("out-of-window", "wrong-signature");
    }

    @Test
    void timesAreKeptTo() throws IOException {
        Request signed = signed(sign.expiring(Duration.ofSeconds(90)), Request.get("/"));
        assertThat(rule(send(filter, signed))).isEqualTo("passed");
        time.advance(Duration.ofSeconds(90));
        assertThat(rule(send(filter, signed))).isEqualTo("expired");
        Request old = signed(sign, Request.get("/"));
        time.advance(Duration.ofSeconds(301));
        assertThat(rule(send(filter, old))).isEqualTo("out-of-window");
        VirtualTime ahead = VirtualTime.moving();
        ahead.advance(Duration.ofHours(1));
        assertThat(rule(send(filter, signed(sign.clock(ahead), Request.get("/")))))
                .isEqualTo("out-of-window");
    }

    @Test
    void aNonceIsTakenOnceAndCanBeAskedFor() throws IOException {
        Request signed = signed(sign, Request.get("/"));
        assertThat(rule(send(filter, signed))).isEqualTo("passed");
        assertThat(rule(send(filter, signed))).isEqualTo("replayed");
        Request bare = self("(\"@method\" \"@authority\" \"@path\" \"@query\")", "");
        assertThat(rule(send(filter, bare))).isEqualTo("passed");
        assertThat(rule(send(filter, bare))).isEqualTo("passed");
        assertThat(rule(send(filter.once(), bare))).isEqualTo("no-nonce");
    }

    /** A request that is signed over what the text says, with the secret of bob. */
    private Request self(String components, String more) throws IOException {
        String covered = components + ";created=" + time.instant().getEpochSecond() + ";keyid=\"bob-1\"" + more;
        Request request =
                Request.get("/").with("Signature-Input", "sig=" + covered).with("X-A", "1");
        try {
            var list = (io.hauberk.structured.InnerList)
                    io.hauberk.structured.StructuredFields.list(covered).get(0);
            byte[] base = Components.sent(request).base(list);
            byte[] value =
                    base == null ? new byte[3] : SigningKey.secret("s3cret").sign(base);
            return request.with("Signature", "sig=:" + Base64.getEncoder().encodeToString(value) + ":");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void allThatIsRequiredMustBeSigned() throws IOException {
        assertThat(rule(send(filter, self("(\"@method\" \"@authority\" \"@path\")", ""))))
                .isEqualTo("unsigned-component");
        assertThat(rule(send(filter, self("()", "")))).isEqualTo("unsigned-component");
        assertThat(rule(send(filter, self("(\"@method\" \"@target-uri\")", ""))))
                .isEqualTo("passed");
        assertThat(rule(send(filter, self("(\"@method\" \"@authority\" \"@request-target\")", ""))))
                .isEqualTo("passed");
        assertThat(rule(send(
                        Signature.over("@method", "x-a").clock(time), self("(\"@method\" \"x-a\";key=\"b\")", ""))))
                .isEqualTo("unsigned-component");
        assertThat(rule(send(Signature.over("@method", "x-a").clock(time), self("(\"@method\" \"x-a\")", ""))))
                .isEqualTo("passed");
    }

    @Test
    void whatIsNotUnderstoodIsNotAccepted() throws IOException {
        Signature method = Signature.over("@method").clock(time);
        for (String component : new String[] {
            "\"@status\"",
            "\"@method\";req",
            "\"x-a\";tr",
            "\"x-a\";sf",
            "\"@method\"",
            "\"x-missing\"",
            "\"X-A\"",
            "\"@query-param\";name=\"a\"",
            "\"@signature-params\"",
            "token",
            "1"
        }) {
            assertThat(rule(send(method, self("(\"@method\" " + component + ")", ""))))
                    .as(component)
                    .isEqualTo("component");
        }
        assertThat(rule(send(filter, self("(\"@method\" \"@target-uri\")", ";alg=\"ed25519\""))))
                .isEqualTo("unknown-key");
        assertThat(rule(send(filter, self("(\"@method\" \"@target-uri\")", ";expires=\"x\""))))
                .isEqualTo("expired");
    }

    @Test
    void malformedFieldsAreRefusedAsSuch() throws IOException {
        for (String[] fields : new String[][] {
            {"sig=()", ""},
            {"sig=", "sig=:AA==:"},
            {"sig=1", "sig=:AA==:"},
            {"sig=()", "sig=AA"},
            {"sig=()", "gis=:AA==:"},
            {"sig=(\"@method\"), sig=()", "sig=:AA==:"},
            {"sig=()", "sig=:AA==:, sig=:AAA=:"},
            {"a=(), b=(), c=(), d=(), e=()", "a=:AA==:, b=:AA==:, c=:AA==:, d=:AA==:, e=:AA==:"}
        }) {
            Request request =
                    Request.get("/").with("Signature-Input", fields[0]).with("Signature", fields[1]);
            assertThat(send(filter, request).status()).as(fields[0]).isEqualTo(400);
        }
        assertThat(send(filter, Request.get("/").with("Signature", "sig=:AA==:"))
                        .status())
                .isEqualTo(400);
        Handled none = send(filter, Request.get("/"));
        assertThat(none.reason()).isEqualTo("unauthenticated");
        assertThat(none.header("Accept-Signature"))
                .isEqualTo("sig=(\"@method\" \"@authority\" \"@path\" \"@query\");created;keyid");
    }

    @Test
    void oneOfSeveralSignaturesMustBeRightAndATagTellsThemApart() throws IOException {
        Request signed = signed(sign.tag("shop"), Request.get("/"));
        Request two = signed.with(
                        "Signature-Input",
                        "other=(\"@method\");created=1;keyid=\"x\", " + signed.header("Signature-Input"))
                .with("Signature", "other=:AA==:, " + signed.header("Signature"));
        assertThat(rule(send(filter, two))).isEqualTo("passed");
        assertThat(send(filter.tag("else"), signed).reason()).isEqualTo("unauthenticated");
        assertThat(rule(send(filter.tag("shop"), signed))).isEqualTo("passed");
    }

    @Test
    void contentIsSignedByItsDigestAndCheckedWhileItPasses() throws IOException {
        for (Body body : new Body[] {Body.of("hello"), Body.of(new ByteArrayInputStream("hello".getBytes()), -1)}) {
            Request signed = signed(sign, Request.of("POST", "/").withBody(body));
            assertThat(send(filter, signed).text()).isEqualTo("hello");
        }
        Request signed = signed(sign, Request.of("POST", "/").withBody(Body.of("hello")));
        Handled changed = send(filter, signed.withBody(Body.of("hullo")));
        assertThat(changed.status()).isEqualTo(400);
        assertThat(rule(changed)).isEqualTo("content-digest-mismatch");
        Request unsigned = signed(sign, Request.of("POST", "/")).withBody(Body.of("x"));
        assertThat(rule(send(filter, unsigned))).isEqualTo("unsigned-content");
    }

    @Test
    void contentThatCannotBeHeldIsNotSent() throws IOException {
        Body body = Body.of(new ByteArrayInputStream(new byte[100]), -1);
        Handled handled = FilterTest.of(sign.maxContent(99))
                .handle(Request.of("POST", "/").withBody(body));
        assertThat(handled.status()).isEqualTo(413);
        assertThat(handled.passed()).isEmpty();
        assertThat(FilterTest.of(sign.over("x-missing"))
                        .handle(Request.get("/"))
                        .status())
                .isEqualTo(500);
    }

    @Test
    void whatFailsInsideIsNoFaultOfTheConsumers() throws IOException {
        Request request = signed(sign, Request.get("/"));
        request.exchange().put(Consumers.KEY, consumers);
        assertThatThrownBy(() -> filter.handle(request, inner -> {
                    throw new IOException("expected by this test");
                }))
                .hasMessage("expected by this test");
        Request other = signed(sign, Request.get("/")).in(Exchange.begin(time));
        other.exchange().put(Consumers.KEY, (kind, id) -> {
            throw new IOException("expected by this test");
        });
        assertThat(FilterTest.of(filter).handle(other).status()).isEqualTo(503);
    }

    @Test
    void whatIsNoComponentIsRefusedBeforeAnythingIsSigned() throws IOException {
        assertThatThrownBy(() -> sign.over("@methd"))
                .hasMessageContaining("no component @methd")
                .hasMessageContaining("@method");
        assertThatThrownBy(() -> sign.over("x y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sign.over("x-a", "X-A")).hasMessageContaining("twice");
        assertThatThrownBy(() -> sign.expiring(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signature.over("@status")).hasMessageContaining("no component @status");
        Sign named = sign.over("@method", "@target-uri", "content-digest");
        assertThat(rule(send(filter, signed(named, Request.get("/")))))
                .as("a digest is signed where there is content")
                .isEqualTo("passed");
        Request post = signed(named, Request.of("POST", "/").withBody(Body.of("x")));
        assertThat(rule(send(filter, post))).isEqualTo("passed");
    }

    @Test
    void aComponentIsTakenApartOnceHoweverOftenItIsAskedFor() throws Exception {
        StringBuilder components = new StringBuilder("(\"@method\" \"@target-uri\"");
        for (int i = 0; i < 60; i++) {
            components.append(" \"x-many\";key=\"a").append(i).append('"');
        }
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            many.append(i == 0 ? "" : ", ").append('a').append(i).append("=(1 \"x\");q=0.5");
        }
        var list = (io.hauberk.structured.InnerList)
                io.hauberk.structured.StructuredFields.list(components + ")").get(0);
        Request request = Request.get("/").with("x-many", many.toString());
        byte[] base = Components.sent(request).base(list);
        assertThat(new String(base, StandardCharsets.UTF_8)).contains("\"x-many\";key=\"a59\": (1 \"x\");q=0.5\n");
    }

    @Test
    void theClientsOwnSpellingOfTheTargetIsWhatItSigned() {
        assertThat(QueryParameters.of("a=b%20c&d").value("a")).isEqualTo("b%20c");
        assertThat(QueryParameters.of("a=b+c").value("a")).isEqualTo("b%20c");
        assertThat(QueryParameters.of("a=1&a=2").value("a")).isNull();
        assertThat(QueryParameters.of("%61=1").value("a")).isEqualTo("1");
        assertThat(QueryParameters.of("a=%zz").value("a")).isNull();
        assertThat(QueryParameters.of("a=1&%61=%zz").value("a")).isNull();
        assertThat(QueryParameters.of("&&a&").value("a")).isEmpty();
    }
}
