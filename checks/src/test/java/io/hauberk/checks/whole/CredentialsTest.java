package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Response;
import io.hauberk.apikey.ApiKey;
import io.hauberk.basic.Password;
import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.signature.Sign;
import io.hauberk.signature.SigningKey;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stranger can try with credentials, against gateways that were read from YAML, on both containers. */
class CredentialsTest {
    private static final String YAML = """
            hauberk: 1
            %s
            consumers:
              acme:
                keys: [ "sha256:%s", { key: "sha256:%s", expires: 2020-01-01 } ]
                groups: [ partners ]
              bob:
                keys: [ "sha256:%s" ]
                passwords: [ "%s" ]
                secrets: [ "s3cret" ]
                peers: [ "spiffe://shop/ns/prod/sa/bob" ]
            policies:
              hmac-once: { hmac: {} }
              signed-once: { signature: {} }
            filters:
              - accessLog: { requestHeaders: [ x-key ], query: [ key, a ] }
            routes:
              - { name: key, match: [ { path: /key } ], filters: [ apiKey: { header: x-key, cookie: key, query: key } ] }
              - { name: basic, match: [ { path: /basic } ], filters: [ basic: shop ] }
              - { name: hmac, match: [ { path: /hmac } ], filters: [ hmac ] }
              - { name: signature, match: [ { path: /signature } ], filters: [ signature ] }
              - name: either-hmac
                match: [ { path: /either-hmac } ]
                filters:
                  - anyOf:
                      - allOf: [ hmac-once, apiKey: { header: x-one } ]
                      - allOf: [ hmac-once, apiKey: { header: x-two } ]
              - name: either-signature
                match: [ { path: /either-signature } ]
                filters:
                  - anyOf:
                      - allOf: [ signed-once, apiKey: { header: x-one } ]
                      - allOf: [ signed-once, apiKey: { header: x-two } ]
              - name: any
                match: [ { path: /any } ]
                filters: [ anyOf: [ basic: shop, apiKey, anonymous: guests ] ]
              - name: trial
                match: [ { path: /trial } ]
                filters: [ anyOf: [ { apiKey: { mode: shadow } }, basic: shop ] ]
              - name: all
                match: [ { path: /all } ]
                filters: [ allOf: [ apiKey, basic: shop ] ]
              - { name: mtls, match: [ { path: /mtls } ], filters: [ mtls: { from: client-cert } ] }
              - { name: xfcc, match: [ { path: /xfcc } ], filters: [ mtls: { from: x-forwarded-client-cert } ] }
              - { name: may, match: [ { path: /may } ], filters: [ apiKey, authorize: { allow: [ { groups: partners } ] } ] }
            """;

    @TempDir
    Path folder;

    /** A gateway in front of an application that says what it sees. */
    private final class Guarded implements AutoCloseable {
        private final Hauberk hauberk;
        private final Container.Running container;

        Guarded(Container kind, String more) throws Exception {
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(
                    file,
                    YAML.formatted(
                            more,
                            ApiKey.hash("acme-key"),
                            ApiKey.hash("old-key"),
                            ApiKey.hash("bob-key"),
                            Password.hash("pässword", 10_000)));
            hauberk = Hauberk.loader(file).unwatched().load();
            container = kind.start(context -> {
                HauberkFilter.install(context, hauberk.gateway());
                ServletRegistration.Dynamic echo = context.addServlet("echo", new Echo());
                echo.addMapping("/*");
                echo.setAsyncSupported(true);
            });
        }

        RawMessage send(String line, String... fields) throws IOException {
            return raw(RawHttp.head(line, fields));
        }

        RawMessage raw(String text) throws IOException {
            try (RawHttp http = RawHttp.connect(container.port())) {
                return http.send(text).readResponse();
            }
        }

        int status(String line, String... fields) throws IOException {
            return send(line, fields).status();
        }

        @Override
        public void close() throws Exception {
            container.close();
            hauberk.close();
        }
    }

    @SuppressWarnings("serial") // it is never serialized
    private static final class Echo extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            StringBuilder text = new StringBuilder("user=" + request.getRemoteUser() + "\n");
            for (String name : Collections.list(request.getHeaderNames())) {
                text.append(name)
                        .append(": ")
                        .append(Collections.list(request.getHeaders(name)))
                        .append('\n');
            }
            text.append("query=").append(request.getQueryString()).append('\n');
            text.append("body=").append(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            response.getWriter().write(text.toString());
        }
    }

    private static String basic(String user, String password) {
        byte[] bytes = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aKeyOpensAndGoesNoFurther(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            for (RawMessage seen : List.of(
                    guarded.send("GET /key HTTP/1.1", "X-Key: acme-key", "X_Key: other"),
                    guarded.send("GET /key?key=acme%2Dkey&a=1 HTTP/1.1"),
                    guarded.send("GET /key?k%65y=acme-key&a=1 HTTP/1.1"),
                    guarded.send("GET /key HTTP/1.1", "Cookie: a=b; key=acme-key"))) {
                assertThat(seen.status()).isEqualTo(200);
                assertThat(seen.text()).contains("user=acme\n").doesNotContain("acme-key", "acme%2Dkey", "other");
            }
            assertThat(guarded.send("GET /key?key=acme-key&a=1 HTTP/1.1").text())
                    .contains("query=a=1\n");
            assertThat(guarded.status("GET /may HTTP/1.1", "x-api-key: acme-key"))
                    .isEqualTo(200);
            assertThat(guarded.status("GET /may HTTP/1.1", "x-api-key: bob-key"))
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void keysThatAreWrongSeveralOrNoneAreRefused(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            RawMessage none = guarded.send("GET /key HTTP/1.1");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"hauberk\"");
            RawMessage wrong = guarded.send("GET /key HTTP/1.1", "X-Key: nonsense");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.text()).doesNotContain("nonsense", "unknown", "expired");
            assertThat(guarded.status("GET /key HTTP/1.1", "X-Key: old-key")).isEqualTo(401);
            assertThat(guarded.status("GET /key HTTP/1.1", "X-Key: " + ApiKey.hash("acme-key")))
                    .isEqualTo(401);
            assertThat(guarded.status("GET /key HTTP/1.1", "X-Key: acme-key", "X-Key: acme-key"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key?key=acme-key HTTP/1.1", "X-Key: acme-key"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key?key=acme-key&key=bob-key HTTP/1.1"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key?key=acme-key&%6bey=bob-key HTTP/1.1"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key HTTP/1.1", "Cookie: key=acme-key; key=x"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key HTTP/1.1", "X-Key: " + "x".repeat(513)))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /key HTTP/1.1", "X-Key: acme-key", "Connection: X-Key"))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPasswordOpensAndGoesNoFurther(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            RawMessage right = guarded.send("GET /basic HTTP/1.1", basic("bob", "pässword"));
            assertThat(right.status()).isEqualTo(200);
            assertThat(right.text()).contains("user=bob\n").doesNotContainIgnoringCase("authorization");
            RawMessage wrong = guarded.send("GET /basic HTTP/1.1", basic("bob", "password"));
            RawMessage nobody = guarded.send("GET /basic HTTP/1.1", basic("nobody", "password"));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Basic realm=\"shop\", charset=\"UTF-8\"");
            assertThat(nobody.status()).isEqualTo(401);
            assertThat(nobody.text().length()).isEqualTo(wrong.text().length());
            assertThat(guarded.status("GET /basic HTTP/1.1", "Authorization: Basic %%%"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /basic HTTP/1.1", basic("bob", "pässword"), "Authorization: Bearer x"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /basic HTTP/1.1", basic("acme", "pässword")))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void factorsOfTwoCallersAreNoneOfEither(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            assertThat(guarded.send("GET /all HTTP/1.1", "x-api-key: bob-key", basic("bob", "pässword"))
                            .text())
                    .contains("user=bob\n");
            assertThat(guarded.status("GET /all HTTP/1.1", "x-api-key: acme-key", basic("bob", "pässword")))
                    .isEqualTo(403);
            assertThat(guarded.status("GET /all HTTP/1.1", "x-api-key: bob-key"))
                    .isEqualTo(401);
            assertThat(guarded.status("GET /all HTTP/1.1", basic("bob", "pässword")))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void badCredentialsDoNotBecomeAnonymous(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            assertThat(guarded.send("GET /any HTTP/1.1").text()).contains("user=null\n");
            assertThat(guarded.send("GET /any HTTP/1.1", "x-api-key: acme-key").text())
                    .contains("user=acme\n");
            RawMessage wrong = guarded.send("GET /any HTTP/1.1", "x-api-key: nonsense");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.headers().all("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"shop\", charset=\"UTF-8\"", "ApiKey realm=\"hauberk\"");
            assertThat(guarded.status("GET /any HTTP/1.1", "Authorization: Basic %", "x-api-key: acme-key"))
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAlternativeInShadowLetsNobodyInWhomTheOthersKeepOut(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            RawMessage none = guarded.send("GET /trial HTTP/1.1");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.headers().all("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"shop\", charset=\"UTF-8\"");
            assertThat(guarded.status("GET /trial HTTP/1.1", "x-api-key: nonsense"))
                    .isEqualTo(401);
            assertThat(guarded.status("GET /trial HTTP/1.1", "x-api-key: acme-key", "x-api-key: bob-key"))
                    .isEqualTo(401);
            assertThat(guarded.send("GET /trial HTTP/1.1", "x-api-key: acme-key")
                            .text())
                    .contains("user=acme\n");
            assertThat(guarded.send("GET /trial HTTP/1.1", "x-api-key: nonsense", basic("bob", "pässword"))
                            .text())
                    .contains("user=bob\n");
        }
    }

    /** Over HTTP/2 no field says whether content follows, and for a DELETE the filters expect none. */
    @ParameterizedTest
    @EnumSource(Container.class)
    void contentThatWasNotAnnouncedIsNotTakenForSigned(Container kind) throws Exception {
        OkHttpClient http = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .build();
        try (Guarded guarded = new Guarded(kind, "")) {
            for (boolean content : new boolean[] {false, true}) {
                okhttp3.Request.Builder request = signed(guarded.container.port());
                request.delete(content ? unannounced("all of it") : null);
                try (okhttp3.Response response = http.newCall(request.build()).execute()) {
                    assertThat(response.protocol()).isEqualTo(Protocol.H2_PRIOR_KNOWLEDGE);
                    assertThat(response.code()).isEqualTo(content ? 400 : 200);
                    assertThat(response.body().string()).doesNotContain("all of it");
                }
            }
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static RequestBody unannounced(String text) {
        return new RequestBody() {
            @Override
            public okhttp3.MediaType contentType() {
                return null;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8(text);
            }
        };
    }

    private static okhttp3.Request.Builder signed(int port) throws IOException {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url("http://localhost:" + port + "/signature");
        io.hauberk.Request request =
                io.hauberk.Request.of("DELETE", "/signature").withAuthority("http", "localhost:" + port);
        Response unused = Sign.with("bob", SigningKey.secret("s3cret")).handle(request, signed -> {
            builder.header("Signature", signed.header("Signature"));
            builder.header("Signature-Input", signed.header("Signature-Input"));
            return Response.of(200);
        });
        return builder;
    }

    private static String sign(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String digest(String content) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
    }

    private static String[] signed(String target, String digest) throws Exception {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        String text = "x-date: " + date + "\n@request-target: post " + target + "\ncontent-digest: " + digest;
        return new String[] {
            "X-Date: " + date,
            "Content-Digest: " + digest,
            "Authorization: hmac username=\"bob\", algorithm=\"hmac-sha256\", headers=\"x-date @request-target"
                    + " content-digest\", signature=\"" + sign(text) + "\""
        };
    }

    private static String[] with(String[] fields, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(fields), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSignedRequestIsTakenOnceAndItsContentIsChecked(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            String[] fields = signed("/hmac?a=%7e", digest("hello"));
            String request = RawHttp.head("POST /hmac?a=%7e HTTP/1.1", with(fields, "Content-Length: 5")) + "hello";
            assertThat(guarded.raw(request).text())
                    .contains("user=bob\n", "body=hello")
                    .doesNotContain("signature=");
            assertThat(guarded.raw(request).status()).as("the same again").isEqualTo(401);
            String[] other = signed("/hmac?x", digest("hello"));
            assertThat(guarded.raw(RawHttp.head("POST /hmac?x HTTP/1.1", with(other, "Content-Length: 5")) + "hullo")
                            .status())
                    .isEqualTo(400);
            String[] chunked = signed("/hmac?y", digest("hello"));
            assertThat(guarded.raw(RawHttp.head("POST /hmac?y HTTP/1.1", with(chunked, "Transfer-Encoding: chunked"))
                                    + "5\r\nhullo\r\n0\r\n\r\n")
                            .status())
                    .isEqualTo(400);
            String[] moved = signed("/hmac?z", digest(""));
            assertThat(guarded.status("POST /hmac?moved HTTP/1.1", with(moved, "Content-Length: 0")))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aMessageSignatureIsVerifiedOverWhatTheClientSent(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            String covered = "(\"@method\" \"@authority\" \"@path\" \"@query\");created="
                    + Instant.now().getEpochSecond() + ";keyid=\"bob\";nonce=\"n1\"";
            String base = "\"@method\": GET\n\"@authority\": localhost\n\"@path\": /signature\n\"@query\": ?a=%7e\n"
                    + "\"@signature-params\": " + covered;
            String[] fields = {"Signature-Input: sig=" + covered, "Signature: sig=:" + sign(base) + ":"};
            assertThat(guarded.status("GET /signature?a=%7f HTTP/1.1", fields)).isEqualTo(401);
            RawMessage right = guarded.send("GET /signature?a=%7e HTTP/1.1", fields);
            assertThat(right.text()).contains("user=bob\n");
            assertThat(guarded.status("GET /signature?a=%7e HTTP/1.1", fields))
                    .as("the nonce again")
                    .isEqualTo(401);
            assertThat(guarded.status("GET /signature HTTP/1.1", "Signature: sig=:AA==:"))
                    .isEqualTo(400);
            RawMessage none = guarded.send("GET /signature HTTP/1.1");
            assertThat(none.status()).isEqualTo(401);
            assertThat(none.header("Accept-Signature")).startsWith("sig=(\"@method\"");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aSignatureThatTwoAlternativesAskForIsNoReplayOfItselfAndIsTakenOnce(Container kind) throws Exception {
        try (Guarded guarded = new Guarded(kind, "")) {
            String[] mac = with(signed("/either-hmac", digest("")), "Content-Length: 0", "X-Two: bob-key");
            assertThat(guarded.send("POST /either-hmac HTTP/1.1", mac).text()).contains("user=bob\n");
            assertThat(guarded.status("POST /either-hmac HTTP/1.1", mac)).isEqualTo(401);
            String[] message = with(messageSignature("/either-signature", "n2"), "X-Two: bob-key");
            assertThat(guarded.send("GET /either-signature HTTP/1.1", message).text())
                    .contains("user=bob\n");
            assertThat(guarded.status("GET /either-signature HTTP/1.1", message))
                    .isEqualTo(401);
        }
    }

    private static String[] messageSignature(String path, String nonce) throws Exception {
        String covered = "(\"@method\" \"@authority\" \"@path\" \"@query\");created="
                + Instant.now().getEpochSecond() + ";keyid=\"bob\";nonce=\"" + nonce + '"';
        String base = "\"@method\": GET\n\"@authority\": localhost\n\"@path\": " + path + "\n\"@query\": ?\n"
                + "\"@signature-params\": " + covered;
        return new String[] {"Signature-Input: sig=" + covered, "Signature: sig=:" + sign(base) + ":"};
    }

    private static String certificate(String id) {
        Credentials credentials = ThrowawayAuthority.create().issue("bob", id);
        String base64 = Base64.getEncoder().encodeToString(encoded(credentials));
        return "Client-Cert: :" + base64 + ":";
    }

    private static byte[] encoded(Credentials credentials) {
        try {
            return credentials.certificate().getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void certificatesAreBelievedOfTrustedProxiesOnly(Container kind) throws Exception {
        String bob = certificate("spiffe://shop/ns/prod/sa/bob");
        String xfcc = "X-Forwarded-Client-Cert: By=x;URI=spiffe://shop/ns/prod/sa/bob";
        try (Guarded guarded = new Guarded(kind, "")) {
            for (String field : List.of(bob, xfcc, bob.replace("Client-Cert", "Client_Cert"))) {
                assertThat(guarded.status("GET /mtls HTTP/1.1", field)).isEqualTo(403);
                assertThat(guarded.status("GET /xfcc HTTP/1.1", field)).isEqualTo(403);
                assertThat(guarded.send("GET /any HTTP/1.1", field).text()).doesNotContain("spiffe", "MII");
            }
        }
        try (Guarded guarded = new Guarded(kind, "network: { trustedProxies: [ 127.0.0.1 ] }")) {
            assertThat(guarded.status("GET /mtls HTTP/1.1", bob)).isEqualTo(200);
            assertThat(guarded.status("GET /xfcc HTTP/1.1", xfcc)).isEqualTo(200);
            assertThat(guarded.status("GET /mtls HTTP/1.1", xfcc)).isEqualTo(403);
            assertThat(guarded.status("GET /mtls HTTP/1.1", certificate("spiffe://shop/ns/prod/sa/eve")))
                    .isEqualTo(403);
            assertThat(guarded.status("GET /mtls HTTP/1.1", "Client-Cert: :AAAA:"))
                    .isEqualTo(400);
            assertThat(guarded.status("GET /mtls HTTP/1.1", bob, bob)).isEqualTo(400);
            assertThat(guarded.status("GET /xfcc HTTP/1.1", xfcc + ",URI=spiffe://shop/ns/prod/sa/eve"))
                    .isEqualTo(403);
            assertThat(guarded.status(
                            "GET /xfcc HTTP/1.1",
                            "X-Forwarded-Client-Cert: Subject=\"x,URI=spiffe://shop/ns/prod/sa/bob"))
                    .isEqualTo(400);
        }
    }
}
