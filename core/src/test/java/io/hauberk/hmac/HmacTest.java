package io.hauberk.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Filter;
import io.hauberk.RejectedException;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.credential.Digests;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacTest {
    private final VirtualTime time = VirtualTime.moving();
    private final Consumers consumers = MemoryConsumers.of(
            Consumer.of("bob")
                    .with(
                            Credential.of(Kind.SECRET, "bob", "s3cret"),
                            Credential.of(Kind.SECRET, "bob", "next")
                                    .expires(time.instant().plusSeconds(100))),
            Consumer.of("ann").with(Credential.of(Kind.SECRET, "ann", "other")));
    private final Hmac hmac = Hmac.over().clock(time);

    private String now() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.instant().atOffset(ZoneOffset.UTC));
    }

    private static String sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String field(String user, String headers, String signature) {
        return "hmac username=\"" + user + "\", algorithm=\"hmac-sha256\", headers=\"" + headers + "\", signature=\""
                + signature + '"';
    }

    private Request signed(String secret, String target) {
        String date = now();
        String text = "x-date: " + date + "\n@request-target: get " + target;
        return Request.get(target)
                .with("X-Date", date)
                .with("Authorization", field("bob", "x-date @request-target", sign(secret, text)));
    }

    private Handled send(Filter filter, Request request) throws IOException {
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

    @Test
    void eachLiveSecretSigns() throws IOException {
        Handled handled = send(hmac, signed("s3cret", "/a?b=c"));
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.exchange().caller().consumer()).isEqualTo("bob");
        assertThat(handled.passed().get(0).headers().contains("Authorization")).isFalse();
        assertThat(rule(send(hmac, signed("next", "/a")))).isEqualTo("passed");
        time.advance(Duration.ofSeconds(100));
        assertThat(rule(send(hmac, signed("next", "/a")))).isEqualTo("wrong-signature");
    }

    @Test
    void whatIsChangedOrMovedIsRefused() throws IOException {
        Request signed = signed("s3cret", "/a");
        assertThat(rule(send(hmac, signed.withPath("/b")))).isEqualTo("wrong-signature");
        assertThat(rule(send(hmac, signed.withMethod("DELETE")))).isEqualTo("wrong-signature");
        assertThat(rule(send(hmac, signed.withQuery("x")))).isEqualTo("wrong-signature");
        assertThat(rule(send(hmac, signed.with("X-Date", "Wed, 31 Dec 2025 12:00:00 GMT"))))
                .isEqualTo("out-of-window");
        assertThat(rule(send(hmac, signed.without("X-Date")))).isEqualTo("no-date");
        assertThat(rule(send(hmac, signed("other", "/a"))))
                .as("somebody else's")
                .isEqualTo("wrong-signature");
    }

    @Test
    void aSignatureIsTakenOnceWithinTheWindow() throws IOException {
        Request signed = signed("s3cret", "/a");
        assertThat(send(hmac, signed).status()).isEqualTo(200);
        assertThat(rule(send(hmac, signed.in(io.hauberk.Exchange.begin(time))))).isEqualTo("replayed");
        time.advance(Duration.ofMinutes(5));
        assertThat(rule(send(hmac, signed.in(io.hauberk.Exchange.begin(time))))).isEqualTo("replayed");
        time.advance(Duration.ofSeconds(2));
        assertThat(rule(send(hmac, signed.in(io.hauberk.Exchange.begin(time))))).isEqualTo("out-of-window");
    }

    @Test
    void aSignatureIsNoOtherByAnotherNameOfItsSecret() throws IOException {
        Consumers two = MemoryConsumers.of(Consumer.of("bob")
                .with(Credential.of(Kind.SECRET, "bob", "s3cret"), Credential.of(Kind.SECRET, "robert", "s3cret")));
        Request signed = signed("s3cret", "/a");
        signed.exchange().put(Consumers.KEY, two);
        assertThat(FilterTest.of(hmac).handle(signed).status()).isEqualTo(200);
        Request again = signed.with(
                        "Authorization", signed.header("Authorization").replace("\"bob\"", "\"robert\""))
                .in(io.hauberk.Exchange.begin(time));
        again.exchange().put(Consumers.KEY, two);
        assertThat(rule(FilterTest.of(hmac).handle(again))).isEqualTo("replayed");
    }

    @Test
    void whatMustBeSignedIs() throws IOException {
        String date = now();
        String target = "@request-target: get /";
        Request noDate =
                Request.get("/").with("Authorization", field("bob", "@request-target", sign("s3cret", target)));
        assertThat(rule(send(hmac, noDate))).isEqualTo("unsigned-date");
        Request noTarget = Request.get("/")
                .with("Date", date)
                .with("Authorization", field("bob", "date", sign("s3cret", "date: " + date)));
        assertThat(rule(send(hmac, noTarget))).isEqualTo("unsigned-target");
        assertThat(rule(send(Hmac.over("Host").clock(time), signed("s3cret", "/"))))
                .isEqualTo("unsigned-header");
        Request absent = Request.get("/")
                .with("Date", date)
                .with("Authorization", field("bob", "date @request-target x-tenant", "AAAA"));
        assertThat(rule(send(hmac, absent))).isEqualTo("signed-header-missing");
        Request content = signed("s3cret", "/").withMethod("GET").withBody(Body.of("x"));
        assertThat(rule(send(hmac, content))).isEqualTo("unsigned-content");
        Request md5 = signed("s3cret", "/");
        md5 = md5.with("Authorization", md5.header("Authorization").replace("hmac-sha256", "hmac-md5"));
        assertThat(rule(send(hmac, md5))).isEqualTo("unknown-algorithm");
    }

    private Request posted(String content, Body body) {
        String date = now();
        String digest = Digests.contentDigest(content.getBytes(StandardCharsets.UTF_8));
        String text = "x-date: " + date + "\n@request-target: post /\ncontent-digest: " + digest;
        return Request.of("POST", "/")
                .with("x-date", date)
                .with("Content-Digest", digest)
                .with("Authorization", field("bob", "x-date @request-target content-digest", sign("s3cret", text)))
                .withBody(body);
    }

    private static Body stream(String text, boolean known) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Body.of(new ByteArrayInputStream(bytes), known ? bytes.length : -1);
    }

    @Test
    void contentIsCheckedWhileItPasses() throws IOException {
        assertThat(send(hmac, posted("hello", stream("hello", true))).text()).isEqualTo("hello");
        time.advance(Duration.ofSeconds(1));
        assertThat(send(hmac, posted("hello", stream("hello", false))).text()).isEqualTo("hello");
        for (boolean known : new boolean[] {true, false}) {
            time.advance(Duration.ofSeconds(1));
            Handled other = send(hmac, posted("hello", stream("hullo", known)));
            assertThat(other.status()).isEqualTo(400);
            assertThat(rule(other)).isEqualTo("content-digest-mismatch");
        }
        time.advance(Duration.ofSeconds(1));
        assertThat(rule(send(hmac, posted("hello", Body.empty())))).isEqualTo("content-digest-mismatch");
        time.advance(Duration.ofSeconds(1));
        assertThat(send(hmac.shadowed(), posted("hello", stream("hullo", true))).text())
                .isEqualTo("hullo");
    }

    @Test
    void whoeverReadsWrongContentNeverSeesItsEnd() throws IOException {
        for (boolean known : new boolean[] {true, false}) {
            time.advance(Duration.ofSeconds(1));
            Request request = posted("hello", stream("hullo", known));
            request.exchange().put(Consumers.KEY, consumers);
            StringBuilder read = new StringBuilder();
            FilterTest.of(hmac)
                    .before(inner -> {
                        try (var in = inner.body().open()) {
                            for (int b = in.read(); b >= 0; b = in.read()) {
                                read.append((char) b);
                            }
                            read.append(" and its end");
                        } catch (RejectedException e) {
                            return Response.of(500);
                        }
                        return Response.of(200);
                    })
                    .handle(request);
            assertThat(read.toString()).isEqualTo(known ? "hull" : "hullo");
        }
    }

    @Test
    void malformedFieldsAreRefusedAsSuch() throws IOException {
        for (String text : new String[] {
            "hmac",
            "hmac x",
            "hmac username=\"bob\"",
            "hmac username=\"bob",
            field("", "x-date", "AAAA"),
            field("b".repeat(513), "x-date", "AAAA"),
            field("bob", "x-date x-date", "AAAA"),
            field("bob", "", "AAAA"),
            field("bob", "x-date", "!!"),
            field("bob", "x-date", "AAAA") + ", username=\"ann\"",
            field("bob", "x-date", "AAAA") + ", more=\"1\"",
            field("bob", "x-date", "AAAA") + ", keyId=\"ann\"",
            "hmac username=\"bob\" x, headers=\"a\", signature=\"AAAA\""
        }) {
            assertThat(send(hmac, Request.get("/").with("Authorization", text)).status())
                    .as(text)
                    .isEqualTo(400);
        }
        Request twice = signed("s3cret", "/");
        assertThat(send(hmac, twice.withHeaders(twice.headers().adding("Authorization", "Basic x")))
                        .status())
                .isEqualTo(400);
        assertThat(send(hmac, Request.get("/")).reason()).isEqualTo("unauthenticated");
    }
}
