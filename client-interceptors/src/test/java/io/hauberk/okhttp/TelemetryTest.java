package io.hauberk.okhttp;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.Caller;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.accesslog.AccessLog;
import io.hauberk.gateway.Gateway;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.tracing.Tracing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces, request ids and log lines on their way to another service. */
class TelemetryTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "00-" + ID + "-b7ad6b7169203331-01";

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final MockWebServer orders = new MockWebServer();
    private Mesh mesh;

    @BeforeEach
    void start() throws IOException {
        orders.start();
    }

    @AfterEach
    void stop() {
        mesh.close();
        orders.close();
    }

    private void mesh(UnaryOperator<Service> settings) {
        mesh = Mesh.builder()
                .service(
                        "orders",
                        service -> settings.apply(service.endpoints("http://127.0.0.1:" + orders.getPort())
                                .connectTimeout(Attempts.MUCH)))
                .build();
    }

    private RecordedRequest seen() throws InterruptedException {
        RecordedRequest request = orders.takeRequest(60, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("No request came.");
        }
        return request;
    }

    private static io.hauberk.Request inbound(String path, String... headers) {
        io.hauberk.Request request = io.hauberk.Request.get(path).withHeaders(Headers.of(headers));
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.1"));
        return request;
    }

    /** An application that calls, in the exchange of the request that it serves. */
    private Handler calling(String url) {
        return request -> {
            try (Exchange.Scope scope = request.exchange().enter();
                    okhttp3.Response answer = mesh.okHttp()
                            .newCall(new Request.Builder().url(url).build())
                            .execute()) {
                return Response.ok(answer.body().string());
            }
        };
    }

    @Test
    void aCallOnBehalfOfARequestContinuesItsTraceAndCarriesItsId() throws Exception {
        mesh(service -> service.retry(Retry.idempotent().retries(1).budget(1, 100)));
        orders.enqueue(new MockResponse.Builder().code(503).build());
        orders.enqueue(new MockResponse.Builder().body("ok").build());
        Gateway gateway = Gateway.builder().use(Tracing.w3c()).unmatchedPasses().build();
        io.hauberk.Request request =
                inbound("/", "Host", "localhost", "traceparent", CALLER, "tracestate", "v=1 , w=2");

        gateway.handle(request, calling("http://orders/42"));

        String requestId = request.exchange().requestId();
        String own = request.exchange().trace().spanId();
        RecordedRequest first = seen();
        RecordedRequest second = seen();
        for (RecordedRequest each : List.of(first, second)) {
            assertThat(each.getHeaders().values("traceparent"))
                    .singleElement()
                    .asString()
                    .startsWith("00-" + ID)
                    .endsWith("-01")
                    .doesNotContain(own, "b7ad6b7169203331");
            assertThat(each.getHeaders().values("tracestate")).containsExactly("v=1,w=2");
            assertThat(each.getHeaders().values("x-request-id")).containsExactly(requestId);
        }
        assertThat(first.getHeaders().get("traceparent"))
                .isNotEqualTo(second.getHeaders().get("traceparent"));
    }

    @Test
    void aHostThatIsNoServiceLearnsNothing() throws Exception {
        mesh(service -> service);
        orders.enqueue(new MockResponse.Builder().body("ok").build());
        Gateway gateway = Gateway.builder().use(Tracing.w3c()).unmatchedPasses().build();

        gateway.handle(
                inbound("/", "Host", "localhost", "traceparent", CALLER),
                calling("http://127.0.0.1:" + orders.getPort()));

        assertThat(seen().getHeaders().names())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-")
                        || name.toLowerCase(java.util.Locale.ROOT).startsWith("trace"));
    }

    @Test
    void whatIsForwardedCarriesTheSameAndItsLineKnowsWhereItWent() throws Exception {
        mesh(service -> service.retry(Retry.idempotent().retries(1).budget(1, 100)));
        orders.enqueue(new MockResponse.Builder().code(503).build());
        orders.enqueue(new MockResponse.Builder().body("four").build());
        Gateway gateway = Gateway.builder()
                .use(AccessLog.json().to(lines::add), Tracing.w3c())
                .route("orders", List.of(path("/orders/{id}")), route -> route.to(mesh.service("orders")))
                .build();
        io.hauberk.Request request =
                inbound("/orders/42", "Host", "localhost", "traceparent", CALLER, "x-request-id", "spoofed");

        Response response = gateway.handle(request, inner -> Response.of(404));
        assertThat(new String(response.body().open().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("four");
        response.end(End.COMPLETED);

        seen();
        RecordedRequest second = seen();
        assertThat(second.getHeaders().values("traceparent"))
                .singleElement()
                .asString()
                .startsWith("00-" + ID);
        assertThat(second.getHeaders().values("x-request-id"))
                .containsExactly(request.exchange().requestId())
                .doesNotContain("spoofed");
        Map<String, Object> line = JSONObjectUtils.parse(lines.poll(60, TimeUnit.SECONDS));
        assertThat(line)
                .containsEntry("route", "orders")
                .containsEntry("template", "/orders/{id}")
                .containsEntry("service", "orders")
                .containsEntry("endpoint", "127.0.0.1:" + orders.getPort())
                .containsEntry("attempts", 2L)
                .containsEntry("traceId", ID)
                .containsEntry("requestId", request.exchange().requestId());
        assertThat(lines).isEmpty();
    }

    @Test
    void aCallOfNobodysRequestHasATraceIfItsServiceTraces() throws Exception {
        mesh(service -> service.use(AccessLog.json().to(lines::add), Tracing.w3c()));
        orders.enqueue(new MockResponse.Builder().body("ok").build());
        orders.enqueue(new MockResponse.Builder().body("ok").build());
        Request plain = new Request.Builder().url("http://orders/a").build();
        for (Request request :
                List.of(plain, plain.newBuilder().header("traceparent", CALLER).build())) {
            try (okhttp3.Response answer = mesh.okHttp().newCall(request).execute()) {
                assertThat(answer.body().string()).isEqualTo("ok");
            }
        }

        String begun = seen().getHeaders().get("traceparent");
        assertThat(begun).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-03");
        assertThat(seen().getHeaders().get("traceparent"))
                .startsWith("00-" + ID)
                .endsWith("-01");
        Map<String, Object> line = JSONObjectUtils.parse(lines.poll(60, TimeUnit.SECONDS));
        assertThat(line)
                .containsEntry("traceId", begun.substring(3, 35))
                .containsEntry("host", "orders")
                .containsEntry("end", "completed")
                .containsEntry("bytesIn", 0L)
                .containsEntry("bytesOut", 2L)
                .containsEntry("service", "orders")
                .containsEntry("attempts", 1L);
    }

    @Test
    void aCallThatGetsNoAnswerIsOneLineWithoutAStatus() throws Exception {
        mesh(service -> service.use(AccessLog.json().to(lines::add)).retry(Retry.never()));
        orders.close();
        Request request = new Request.Builder().url("http://orders/a").build();
        assertThatThrownBy(() -> mesh.okHttp().newCall(request).execute()).isInstanceOf(IOException.class);

        Map<String, Object> line = JSONObjectUtils.parse(lines.poll(60, TimeUnit.SECONDS));
        assertThat(line)
                .doesNotContainKey("status")
                .containsEntry("end", "failed")
                .containsEntry("service", "orders")
                .containsKey("error");
        assertThat(lines).isEmpty();
    }
}
