package io.hauberk.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.DeadlineExceededException;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.CallOptions;
import io.hauberk.service.Retry;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is Apache HttpClient's own, and is kept. */
class MeshExecTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private CloseableHttpClient client(HttpClientBuilder builder, int... ports) {
        String[] endpoints = new String[ports.length];
        for (int i = 0; i < ports.length; i++) {
            endpoints[i] = "http://127.0.0.1:" + ports[i];
        }
        mesh = Mesh.builder()
                .service(
                        "orders",
                        orders -> orders.endpoints(endpoints)
                                .connectTimeout(Duration.ofSeconds(60))
                                .retry(Retry.never()))
                .build();
        return MeshExec.addTo(builder, mesh).build();
    }

    private static String get(CloseableHttpClient http, String url) throws IOException {
        return http.execute(new HttpGet(url), answer -> EntityUtils.toString(answer.getEntity()));
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            mesh = Mesh.builder()
                    .service("orders", orders -> orders.endpoints("http://127.0.0.1:" + server.port()))
                    .build();
            // guide
            CloseableHttpClient http =
                    MeshExec.addTo(HttpClients.custom(), mesh).build();

            String order =
                    http.execute(new HttpGet("http://orders/42"), answer -> EntityUtils.toString(answer.getEntity()));
            // end
            assertThat(order).isEqualTo("42");
            http.close();
        }
    }

    @Test
    void interceptorsAndCookiesWorkAsEver() throws Exception {
        String setting = "HTTP/1.1 200 OK\r\nSet-Cookie: seen=yes\r\nContent-Length: 2\r\n\r\nhi";
        try (RawServer server = RawServer.start(Script.answering(setting));
                CloseableHttpClient http = client(
                        HttpClients.custom()
                                .setDefaultCookieStore(new BasicCookieStore())
                                .addRequestInterceptorLast(
                                        (request, entity, context) -> request.addHeader("X-Own", "1")),
                        server.port())) {
            get(http, "http://orders/");
            get(http, "http://orders/");

            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request.header("X-Own")).isEqualTo("1"));
            assertThat(server.requests().get(1).header("Cookie")).isEqualTo("seen=yes");
        }
    }

    @Test
    void aRequestThatIsCancelledEndsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Script script = scene -> {
            scene.readRequest();
            asked.countDown();
            scene.connection().awaitEnd();
            ended.countDown();
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (RawServer server = RawServer.start(script);
                CloseableHttpClient http = client(HttpClients.custom(), server.port())) {
            HttpGet request = new HttpGet("http://orders/");
            Thread caller = new Thread(() -> {
                try {
                    http.execute(request, answer -> null);
                } catch (IOException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            request.cancel();
            caller.join(60_000);

            assertThat(thrown.get()).isInstanceOf(RequestFailedException.class);
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theResponseTimeoutOfTheClientEndsACall() throws Exception {
        RealTime.holds(this::theResponseTimeoutOfTheClientEndsACall);
    }

    private void theResponseTimeoutOfTheClientEndsACall(int scale) throws Exception {
        RequestConfig config = RequestConfig.custom()
                .setResponseTimeout(300L * scale, TimeUnit.MILLISECONDS)
                .build();
        try (RawServer server = RawServer.start(Script.silent());
                CloseableHttpClient http =
                        client(HttpClients.custom().setDefaultRequestConfig(config), server.port())) {
            assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(DeadlineExceededException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void optionsOfOneCallStandInItsContext() throws Exception {
        try (RawServer server = RawServer.start(Script.silent());
                CloseableHttpClient http = client(HttpClients.custom(), server.port())) {
            HttpClientContext context = HttpClientContext.create();
            context.setAttribute(CallOptions.class.getName(), CallOptions.none().timeout(Duration.ofMillis(200)));

            assertThatThrownBy(() -> http.execute(new HttpGet("http://orders/"), context, answer -> null))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void otherHostsAreRetriedAsTheClientDoesAndServicesAreNot() throws Exception {
        String busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
        try (RawServer service = RawServer.start(Script.answering(busy));
                RawServer outside = RawServer.start(Script.answering(busy));
                CloseableHttpClient http = client(HttpClients.custom(), service.port())) {
            get(http, "http://orders/");
            get(http, "http://127.0.0.1:" + outside.port() + "/");

            assertThat(service.requests()).hasSize(1);
            assertThat(outside.requests()).hasSize(2);
        }
    }

    @Test
    void aConnectionThatDiesIsNotTriedAgainBehindTheBackOfTheMesh() throws Exception {
        try (RawServer server = RawServer.start(Script.halfOpen());
                CloseableHttpClient http = client(HttpClients.custom(), server.port())) {
            assertThatThrownBy(() -> get(http, "http://orders/")).isInstanceOf(IOException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }
}
