package io.hauberk.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.config.Yaml;
import io.hauberk.json.Json;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExternalTest {
    private final List<Request> questions = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private External answering(Handler handler) {
        return External.by(
                request -> {
                    questions.add(request);
                    return handler.handle(request);
                },
                "/check?x=1");
    }

    private External answering(int status, String... fields) {
        return answering(request -> Response.of(status, Headers.of(fields), Body.of("secret text")));
    }

    private Handled handle(External external, Request request) throws IOException {
        Authorize authorize = Authorize.by(external);
        authorize.bindTo(meters);
        return FilterTest.of(authorize).handle(request);
    }

    private double counted(String outcome) {
        return meters.get("hauberk.authorize.external")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void itIsToldWhatAProxyWouldSayAndTheFieldsThatAreAllowed() throws IOException {
        Request request = Request.of("DELETE", "/orders/7?q=1")
                .withHeaders(Headers.of(
                        "Authorization", "Bearer t", "Cookie", "c", "X-Tenant-Id", "5", "X-Forwarded-Method", "GET"));
        request.exchange().attach(Caller.unknown().withAddress("192.0.2.7"));
        Handled handled = handle(answering(204).sending("authorization", "x-tenant-*", "x-forwarded-method"), request);

        assertThat(handled.status()).isEqualTo(200);
        Request asked = questions.get(0);
        assertThat(asked.method()).isEqualTo("GET");
        assertThat(asked.target()).isEqualTo("/check?x=1");
        assertThat(asked.header("X-Forwarded-Method")).isEqualTo("DELETE");
        assertThat(asked.headers().all("X-Forwarded-Method")).hasSize(1);
        assertThat(asked.header("X-Forwarded-Uri")).isEqualTo("/orders/7?q=1");
        assertThat(asked.header("X-Forwarded-Host")).isEqualTo("localhost");
        assertThat(asked.header("X-Forwarded-For")).isEqualTo("192.0.2.7");
        assertThat(asked.header("Authorization")).isEqualTo("Bearer t");
        assertThat(asked.header("X-Tenant-Id")).isEqualTo("5");
        assertThat(asked.header("Cookie")).isNull();
        assertThat(handled.decisions()).contains(Decision.of("authorize", Outcome.ALLOWED, "external"));
        assertThat(counted("allowed")).isEqualTo(1);
    }

    @Test
    void itMaySetTheFieldsThatAreAllowedAndNoOthers() throws IOException {
        External external = answering(200, "X-User", "7", "X-User-Role", "a", "X-Other", "b", "Host", "evil")
                .addingToRequest("x-user", "x-user-*");
        Handled handled = handle(external, Request.get("/").with("x-user", "spoofed"));
        Request passed = handled.passed().get(0);
        assertThat(passed.headers().all("x-user")).containsExactly("7");
        assertThat(passed.header("x-user-role")).isEqualTo("a");
        assertThat(passed.header("x-other")).isNull();
        assertThat(passed.header("host")).isNull();
        assertThat(Authorize.by(external).identityHeaders()).containsExactlyInAnyOrder("x-user", "x-user-*");
    }

    @Test
    void aNoIsPassedOnWithAllowedFieldsAndWithoutItsText() throws IOException {
        for (int status : List.of(401, 403)) {
            External external = answering(status, "WWW-Authenticate", "Bearer", "X-Why", "policy 7")
                    .addingToRefusal("WWW-Authenticate");
            Handled handled = handle(external, Request.get("/"));
            assertThat(handled.status()).isEqualTo(status);
            assertThat(handled.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(handled.header("X-Why")).isNull();
            assertThat(handled.rejection().rule()).isEqualTo("external");
            assertThat(handled.rejection().detail()).isNull();
            assertThat(handled.passed()).isEmpty();
        }
        assertThat(counted("refused")).isEqualTo(2);
    }

    @Test
    void whatIsNeitherYesNorNoIsAFailure() throws IOException {
        for (int status : List.of(302, 404, 429, 500, 503)) {
            Handled closed = handle(answering(status), Request.get("/"));
            assertThat(closed.status()).isEqualTo(503);
            assertThat(closed.reason()).isEqualTo("authorization-unavailable");
            assertThat(closed.decisions())
                    .contains(new Decision("authorize", Outcome.ERROR, "external", "unexpected-status"));
            Handled open = handle(answering(status).failingOpen(), Request.get("/"));
            assertThat(open.status()).isEqualTo(200);
            assertThat(open.decisions())
                    .contains(new Decision("authorize", Outcome.ERROR, "external", "unexpected-status"));
        }
        assertThat(counted("failed_closed")).isEqualTo(5);
        assertThat(counted("failed_open")).isEqualTo(5);
    }

    @Test
    void whoDoesNotAnswerOrRefusesByItselfFails() throws IOException {
        External broken = answering(request -> {
            throw new IOException("connection reset");
        });
        assertThat(handle(broken, Request.get("/")).status()).isEqualTo(503);
        External refusing = answering(request -> Response.refused(Rejection.of("service", 403, "circuit-open")));
        assertThat(handle(refusing, Request.get("/")).status()).isEqualTo(503);
        assertThat(handle(refusing.failingOpen(), Request.get("/")).status()).isEqualTo(200);
    }

    @Test
    void itIsGivenItsTimeAndNotMoreThanTheRequestHas() throws IOException {
        VirtualTime time = VirtualTime.moving();
        External external = answering(204).timeout(Duration.ofMillis(300));
        Exchange exchange = Exchange.begin(time);
        handle(external, Request.get("/").in(exchange));
        assertThat(questions.get(0).exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(300));
        exchange.shrink(io.hauberk.Deadline.after(Duration.ofMillis(100), time));
        handle(external, Request.get("/").in(exchange));
        assertThat(questions.get(1).exchange().deadline().remaining()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void localRulesComeFirstAndNobodyIsAskedWhomTheyRefuse() throws IOException {
        Authorize authorize = Authorize.deny(Rule.any().paths("/admin/**"))
                .allowing(Rule.any().methods("GET"))
                .asking(answering(204).when(Rule.any().paths("/asked/**")));
        FilterTest test = FilterTest.of(authorize);
        assertThat(test.get("/admin").status()).isEqualTo(403);
        assertThat(test.handle(Request.of("POST", "/asked")).status()).isEqualTo(403);
        assertThat(test.get("/other").status()).isEqualTo(200);
        assertThat(questions).isEmpty();
        assertThat(test.get("/asked/x").status()).isEqualTo(200);
        assertThat(questions).hasSize(1);
    }

    @Test
    void anAnswerIsRememberedForTheSameQuestionOnlyAndForItsTime() throws IOException {
        VirtualTime time = VirtualTime.moving();
        FilterTest test = FilterTest.of(
                Authorize.by(answering(204).sending("authorization").remembering(Duration.ofSeconds(10), 100)));
        Request one = Request.get("/a").with("Authorization", "one").in(Exchange.begin(time));
        for (int i = 0; i < 3; i++) {
            assertThat(test.handle(one.in(Exchange.begin(time))).status()).isEqualTo(200);
        }
        assertThat(questions).hasSize(1);
        test.handle(one.with("Authorization", "two").in(Exchange.begin(time)));
        test.handle(one.withMethod("POST").in(Exchange.begin(time)));
        test.handle(one.withPath("/b").in(Exchange.begin(time)));
        assertThat(questions).hasSize(4);
        time.advance(Duration.ofSeconds(10));
        test.handle(one.in(Exchange.begin(time)));
        assertThat(questions).hasSize(5);
    }

    @Test
    void aFailureIsNotRemembered() throws IOException {
        int[] status = {500};
        External external = answering(request -> Response.of(status[0])).remembering(Duration.ofSeconds(10), 100);
        FilterTest test = FilterTest.of(Authorize.by(external));
        assertThat(test.get("/").status()).isEqualTo(503);
        status[0] = 204;
        assertThat(test.get("/").status()).isEqualTo(200);
    }

    @Test
    void aPolicyAgentIsAskedByDocument() throws IOException {
        Request request = Request.of("POST", "/orders?x=y").with("X-Tenant", "5");
        request.exchange()
                .attach(Caller.unknown()
                        .withAddress("192.0.2.7")
                        .withPrincipal("alice", "https://id.test")
                        .withGroups(Set.of("b", "a")));
        External external = answering(answer("{\"result\": true}")).asJson().sending("x-tenant");
        assertThat(handle(external, request).status()).isEqualTo(200);
        Request asked = questions.get(0);
        assertThat(asked.method()).isEqualTo("POST");
        try (var in = asked.body().open()) {
            Map<String, Object> document = Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(document.get("input"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("method", "POST")
                    .containsEntry("path", "/orders")
                    .containsEntry("query", "x=y")
                    .containsEntry("principal", "alice")
                    .containsEntry("groups", List.of("a", "b"))
                    .containsEntry("headers", Map.of("x-tenant", "5"));
        }
    }

    private static Handler answer(String json) {
        return request -> Response.of(200, Headers.of("Content-Type", "application/json"), Body.of(json));
    }

    @Test
    void documentsThatDoNotSayYesAreANoOrAFailure() throws IOException {
        assertThat(document("{\"result\": {\"allow\": true, \"headers\": {\"x-user\": 7}}}")
                        .passed()
                        .get(0)
                        .header("x-user"))
                .isEqualTo("7");
        assertThat(document("{\"result\": false}").status()).isEqualTo(403);
        assertThat(document("{}").status()).isEqualTo(403);
        assertThat(document("{\"result\": {\"allow\": \"true\"}}").status()).isEqualTo(403);
        assertThat(document("{\"result\": \"true\"}").status()).isEqualTo(503);
        assertThat(document("{\"result\": true").status()).isEqualTo(503);
        assertThat(document("{\"result\": true, \"result\": false}").status()).isEqualTo(503);
        assertThat(document("{\"result\": true, \"x\": \"" + "y".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(503);
        assertThat(document("{\"result\": {\"allow\": true, \"headers\": {\"x-user\": \"a\\r\\nb: c\"}}}")
                        .status())
                .isEqualTo(503);
    }

    private Handled document(String json) throws IOException {
        return handle(answering(answer(json)).asJson().addingToRequest("x-user"), Request.get("/"));
    }

    @Test
    void aServiceAtAUrlIsAskedOverARealSocket() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch silent = new CountDownLatch(1);
        server.createContext("/check", http -> {
            String uri = http.getRequestHeaders().getFirst("X-Forwarded-Uri");
            if (uri.equals("/slow")) {
                await(silent);
            }
            http.getResponseHeaders().add("X-User", "7");
            http.sendResponseHeaders(uri.equals("/no") ? 403 : 200, -1);
            http.close();
        });
        server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
        server.start();
        try {
            FilterTest test = FilterTest.of(Yaml.read(
                    "external: { url: \"http://127.0.0.1:" + server.getAddress().getPort()
                            + "/check\", timeout: 30s, addsToRequest: x-user }",
                    Authorize::from));
            assertThat(test.get("/yes").passed().get(0).header("x-user")).isEqualTo("7");
            assertThat(test.get("/no").status()).isEqualTo(403);
            FilterTest hasty = FilterTest.of(Yaml.read(
                    "external: { url: \"http://127.0.0.1:" + server.getAddress().getPort()
                            + "/check\", timeout: 50ms }",
                    Authorize::from));
            Handled slow = hasty.get("/slow");
            assertThat(slow.status()).isEqualTo(503);
            assertThat(slow.decisions()).contains(new Decision("authorize", Outcome.ERROR, "external", "timeout"));
        } finally {
            silent.countDown();
            server.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void faultsInYamlAreSentences() {
        assertThat(faults("{}")).contains("url, or by a service");
        assertThat(faults("{ url: \"http://example.com/x\" }")).contains("Use https");
        assertThat(faults("{ url: \"https://example.com/x\", timeout: 1h }")).contains("30 s");
        assertThat(faults("{ url: \"https://example.com/x\", addsToRequest: \"*\" }"))
                .contains("every field");
        assertThat(faults("{ url: \"https://example.com/x\", addsToRefusal: content-length }"))
                .contains("never handed on");
        assertThat(faults("{ url: \"https://example.com/x\", cache: {} }")).contains("needs a time");
        assertThat(faults("{ url: \"https://example.com/x\", cache: { for: 2h } }"))
                .contains("up to an hour");
        assertThat(faults("{ url: \"https://example.com/x\", path: /y }")).contains("url already");
        assertThat(faults("{ url: \"https://example.com/x\", onFailure: maybe }"))
                .contains("open");
        assertThatIllegalArgumentException().isThrownBy(() -> External.by(request -> Response.of(204), "check"));
    }

    private static String faults(String external) {
        List<String> faults = Yaml.faults("external: " + external, Authorize::from);
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }
}
