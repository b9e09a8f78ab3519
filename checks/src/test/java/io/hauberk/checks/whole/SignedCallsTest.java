package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Response;
import io.hauberk.config.Hauberk;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.service.Condition;
import io.hauberk.service.Hedge;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.signature.Sign;
import io.hauberk.signature.SigningKey;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that our mesh signs, and gateways that verify them and take each signature once, over real sockets. */
class SignedCallsTest {
    private static final String VERIFYING = """
            hauberk: 1
            network: { trustedProxies: [ 127.0.0.1 ] }
            consumers:
              shop:
                publicKeys: [ { id: shop-2026, key: "%s" } ]
            routes:
              - name: all
                match: [ { path: "/**" } ]
                filters: [ signature: { components: [%s], nonce: required } ]
            """;

    private static final String STANDARD = "\"@method\", \"@authority\", \"@path\", \"@query\"";

    private static final String FORWARDING = """
            hauberk: 1
            service: edge
            routes:
              - { name: all, match: [ { path: "/**" } ], to: partner }
            services:
              partner:
                endpoints: [ "http://127.0.0.1:%d" ]
                connectTimeout: 60s
                filters:
                  - sign: { keyId: shop-2026, privateKey: key.pem, components: [ "@target-uri", "@method", x-request-id ] }
            """;

    @TempDir
    Path folder;

    private final KeyPair pair = pair();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String privateKey() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private Guarded verifying(Container kind, Partner application) throws Exception {
        return verifying(kind, STANDARD, application);
    }

    private Guarded verifying(Container kind, String components, Partner application) throws Exception {
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return Guarded.by(kind, folder, VERIFYING.formatted(key, components), application);
    }

    private Mesh mesh(UnaryOperator<Service> settings, Guarded... gateways) throws Exception {
        String[] urls = Arrays.stream(gateways)
                .map(gateway -> "http://127.0.0.1:" + gateway.port())
                .toArray(String[]::new);
        Sign sign = Sign.with("shop-2026", SigningKey.pem(privateKey(), null)).maxContent(1000);
        return Mesh.builder()
                .metrics(meters)
                .service(
                        "partner",
                        partner -> settings.apply(partner.endpoints(urls)
                                .use(sign)
                                .connectTimeout(Duration.ofSeconds(60))
                                .balance(Balancer.roundRobin())
                                .outlierDetection(OutlierDetection.off())))
                .build();
    }

    /** Says whom it sees and what came; the first answers may be others. */
    @SuppressWarnings("serial") // it is never serialized
    private static class Partner extends HttpServlet {
        final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        final AtomicInteger requests = new AtomicInteger();
        final Set<String> signatures = ConcurrentHashMap.newKeySet();

        Partner(Integer... statuses) {
            this.statuses.addAll(List.of(statuses));
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            requests.incrementAndGet();
            signatures.add(request.getHeader("Signature-Input"));
            Integer status = statuses.poll();
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            response.setStatus(status == null ? 200 : status);
            response.getWriter().write(request.getRemoteUser() + " " + body);
        }
    }

    private static Request get(String url) {
        return new Request.Builder().url(url).build();
    }

    private static String text(OkHttpClient http, Request request) throws IOException {
        try (okhttp3.Response response = http.newCall(request).execute()) {
            return response.code() + " " + response.body().string();
        }
    }

    private static RequestBody streamed(String text) {
        return new RequestBody() {
            @Override
            public okhttp3.MediaType contentType() {
                return null;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8(text);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatTheMeshSignsIsTakenAndSoIsItsContent(Container kind) throws Exception {
        try (Guarded gateway = verifying(kind, new Partner());
                Mesh mesh = mesh(partner -> partner, gateway)) {
            OkHttpClient http = mesh.okHttp();
            assertThat(gateway.get("/").status()).as("unsigned").isEqualTo(401);
            assertThat(text(http, get("http://partner/a/b?c=%7e&d"))).isEqualTo("200 shop ");
            RequestBody text = RequestBody.create("hello", null);
            assertThat(text(http, get("http://partner/").newBuilder().post(text).build()))
                    .isEqualTo("200 shop hello");
            assertThat(text(
                            http,
                            get("http://partner/")
                                    .newBuilder()
                                    .post(streamed("streamed"))
                                    .build()))
                    .isEqualTo("200 shop streamed");
            Response handled =
                    mesh.service("partner").handle(io.hauberk.Request.get("/?x").with("Signature", "sig=:AA==:"));
            assertThat(handled.status())
                    .as("what was signed before is replaced")
                    .isEqualTo(200);
            handled.close();
            assertThat(meters.get("hauberk.sign.duration")
                            .tag("key", "shop-2026")
                            .timer()
                            .count())
                    .isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void contentThatCannotBeHeldGoesNowhere(Container kind) throws Exception {
        Partner application = new Partner();
        try (Guarded gateway = verifying(kind, application);
                Mesh mesh = mesh(partner -> partner, gateway)) {
            RequestBody tooLong = streamed("x".repeat(1001));
            assertThatThrownBy(() -> text(
                            mesh.okHttp(),
                            get("http://partner/").newBuilder().post(tooLong).build()))
                    .hasMessageContaining("413 unsignable-content");
            RequestBody twice = RequestBody.create("x".repeat(100_000), null);
            assertThat(text(
                            mesh.okHttp(),
                            get("http://partner/").newBuilder().post(twice).build()))
                    .as("what can be read twice is not held")
                    .startsWith("200 shop xx");
            assertThat(application.requests).hasValue(1);
            assertThat(meters.get("hauberk.sign.refusals")
                            .tags("key", "shop-2026", "rule", "content-too-long")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aRetryIsNoReplay(Container kind) throws Exception {
        Partner application = new Partner(503, 503, 200, 503);
        try (Guarded gateway = verifying(kind, application);
                Mesh mesh = mesh(
                        partner -> partner.retry(Retry.idempotent().retries(2).on(Condition.status(503))), gateway)) {
            assertThat(text(mesh.okHttp(), get("http://partner/a"))).isEqualTo("200 shop ");
            assertThat(application.requests).as("all attempts were believed").hasValue(3);
            RequestBody put = streamed("once");
            assertThat(text(
                            mesh.okHttp(),
                            get("http://partner/a").newBuilder().put(put).build()))
                    .as("what is held can be sent again")
                    .isEqualTo("200 shop once");
            assertThat(application.requests).hasValue(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void ofTwoAttemptsAtATimeEachIsSigned(Container kind) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Partner application = new Partner() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                signatures.add(request.getHeader("Signature-Input"));
                both.countDown();
                try {
                    boolean unused = both.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                super.service(request, response);
            }
        };
        try (Guarded one = verifying(kind, application);
                Guarded two = verifying(kind, application);
                Mesh mesh = mesh(partner -> partner.hedge(Hedge.after(Duration.ofMillis(1))), one, two)) {
            Response response = mesh.service("partner").handle(io.hauberk.Request.get("/"));
            assertThat(response.status()).isEqualTo(200);
            response.close();
            assertThat(both.getCount()).as("both were let in").isZero();
            assertThat(application.signatures).as("each its own").hasSize(2);
            assertThat(meters.get("hauberk.sign.duration").timer().count()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aGatewaySignsWhatItForwardsAsItLeaves(Container kind) throws Exception {
        Files.writeString(folder.resolve("key.pem"), privateKey());
        String components = "\"@target-uri\", \"@method\", \"x-request-id\"";
        try (Guarded verifying = verifying(kind, components, new Partner());
                Edge edge = new Edge(kind, folder, FORWARDING.formatted(verifying.port()), meters);
                RawHttp http = RawHttp.connect(edge.container.port())) {
            RawMessage answer = http.send(RawHttp.head(
                                    "PUT /a?b=%7e HTTP/1.1",
                                    "Transfer-Encoding: chunked",
                                    "Signature-Input: sig=(\"@method\");keyid=\"x\"",
                                    "Signature: sig=:AA==:",
                                    "Content-Digest: sha-256=:AA==:")
                            + "5\r\nhello\r\n0\r\n\r\n")
                    .readResponse();
            assertThat(answer.text()).isEqualTo("shop hello");
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    /** A gateway that forwards. */
    private static final class Edge implements AutoCloseable {
        private final Hauberk hauberk;
        private final Container.Running container;

        Edge(Container kind, Path folder, String yaml, SimpleMeterRegistry meters) throws Exception {
            Path file = Files.writeString(folder.resolve("edge.yaml"), yaml);
            hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
            container = kind.start(context -> {
                HauberkFilter.install(context, hauberk.gateway());
                context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
            });
        }

        @Override
        public void close() throws Exception {
            container.close();
            hauberk.close();
        }
    }
}
