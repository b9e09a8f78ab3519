package io.hauberk.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.network.Arrival;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {
    private static final Rejection TOO_MANY = Rejection.of("rateLimit", 429, "rate-limited")
            .by("gold-limit")
            .because("Over 100 requests in a minute.")
            .retryAfter(Duration.ofMillis(1500))
            .member("violated-policies", List.of("burst"));

    private final Request request = Request.get("/orders/42?secret=x");

    @Test
    void rendersARefusal() throws Exception {
        Response response = handle(request, r -> Response.refused(TOO_MANY));

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.headers().first("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.headers().first("Cache-Control")).isEqualTo("no-store");
        assertThat(response.headers().first("Retry-After")).isEqualTo("2");
        Map<String, Object> document = JSONObjectUtils.parse(text(response));
        assertThat(document)
                .containsEntry("type", "about:blank")
                .containsEntry("title", "Too Many Requests")
                .containsEntry("status", 429L)
                .containsEntry("detail", "Over 100 requests in a minute.")
                .containsEntry("reason", "rate-limited")
                .containsEntry("violated-policies", List.of("burst"));
        assertThat((String) document.get("instance")).startsWith("urn:uuid:");
    }

    @Test
    void tellsNeitherFilterNorRule() throws IOException {
        assertThat(text(handle(request, r -> Response.refused(TOO_MANY)))).doesNotContain("rateLimit", "gold-limit");
    }

    @Test
    void leavesOtherResponsesAlone() throws IOException {
        Response response = Response.of(404);
        Response sent = Response.sent(response.head());

        assertThat(handle(request, r -> response)).isSameAs(response);
        assertThat(handle(request, r -> sent)).isSameAs(sent);
    }

    @Test
    void rendersOnce() throws IOException {
        Handler twice = Problem.json().around(Problem.json().around(r -> Response.refused(TOO_MANY)));
        Response response = twice.handle(request);

        assertThat(response.rejection()).isNull();
        assertThat(response.headers().all("Content-Type")).hasSize(1);
    }

    @Test
    void keepsTheFieldsThatFiltersAdded() throws IOException {
        Response refused =
                Response.refused(Rejection.of("jwt", 401, "no-token").with("WWW-Authenticate", "Bearer realm=\"x\""));
        Response response = handle(
                request,
                r -> refused.withHeaders(refused.headers()
                        .adding("RateLimit", "\"burst\";r=0;t=1")
                        .adding("Cache-Control", "public")
                        .adding("Content-Encoding", "gzip")));

        assertThat(response.headers().first("WWW-Authenticate")).isEqualTo("Bearer realm=\"x\"");
        assertThat(response.headers().first("RateLimit")).isEqualTo("\"burst\";r=0;t=1");
        assertThat(response.headers().all("Cache-Control")).containsExactly("no-store");
        assertThat(response.headers().contains("Content-Encoding")).isFalse();
    }

    @Test
    void answersHeadWithTheHeadAlone() throws IOException {
        Response get = handle(request, r -> Response.refused(TOO_MANY));
        Response head = handle(request.withMethod("HEAD"), r -> Response.refused(TOO_MANY));

        assertThat(head.body().length()).isZero();
        assertThat(head.headers().first("Content-Length"))
                .isEqualTo(get.headers().first("Content-Length"))
                .isEqualTo(Long.toString(get.body().length()));
        assertThat(head.headers().first("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void namesTheRequestByItsId() throws IOException {
        arrive("0b6f1f5e-3f6a-4c57-9d5e-0123456789ab");
        assertThat(text(handle(request, r -> Response.refused(TOO_MANY))))
                .contains("\"instance\":\"urn:uuid:0b6f1f5e-3f6a-4c57-9d5e-0123456789ab\"");

        arrive("a b/\"é");
        assertThat(text(handle(request, r -> Response.refused(TOO_MANY))))
                .contains("\"instance\":\"urn:hauberk:request:a%20b%2F%22%C3%A9\"");
    }

    @Test
    void membersCannotPretendToBeTheDocuments() throws IOException {
        Rejection liar = TOO_MANY.member("status", 200).member("title", "OK");

        assertThat(text(handle(request, r -> Response.refused(liar)))).doesNotContain(":200", "\"OK\"");
    }

    @Test
    void answersGrpcWithAStatusInTheHead() throws IOException {
        Response response = handle(grpc("application/grpc+proto"), r -> Response.refused(TOO_MANY));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().length()).isZero();
        assertThat(response.headers().first("Content-Type")).isEqualTo("application/grpc+proto");
        assertThat(response.headers().first("grpc-status")).isEqualTo("8");
        assertThat(response.headers().first("grpc-message")).isEqualTo("Over 100 requests in a minute.");
        assertThat(response.headers().first("Retry-After")).isEqualTo("2");
    }

    @Test
    void grpcStatusesFollowTheTable() throws IOException {
        assertThat(grpcStatus(400)).isEqualTo("13");
        assertThat(grpcStatus(401)).isEqualTo("16");
        assertThat(grpcStatus(403)).isEqualTo("7");
        assertThat(grpcStatus(404)).isEqualTo("12");
        assertThat(grpcStatus(418)).isEqualTo("2");
        assertThat(grpcStatus(503)).isEqualTo("14");
        assertThat(grpcStatus(504)).isEqualTo("14");
        Response late = handle(grpc("application/grpc"), r -> Response.refused(Failed.DEADLINE));
        assertThat(late.headers().first("grpc-status")).isEqualTo("4");
    }

    @Test
    void grpcMessagesAreEncoded() throws IOException {
        Rejection odd = TOO_MANY.because("100 %\nnö");
        Response response = handle(grpc("application/grpc"), r -> Response.refused(odd));

        assertThat(response.headers().first("grpc-message")).isEqualTo("100 %25%0An%C3%B6");
    }

    @Test
    void whatOnlyLooksLikeGrpcIsNone() throws IOException {
        for (String type : List.of("application/grpcx", "application/json", "x/application/grpc")) {
            assertThat(handle(grpc(type), r -> Response.refused(TOO_MANY)).status())
                    .isEqualTo(429);
        }
    }

    private void arrive(String id) {
        request.exchange().put(Arrival.KEY, new Arrival(request, null, false, "http", "localhost", id));
    }

    private String grpcStatus(int status) throws IOException {
        Response response =
                handle(grpc("application/grpc;a=b"), r -> Response.refused(Rejection.of("x", status, "why")));
        return response.headers().first("grpc-status");
    }

    private static Request grpc(String type) {
        return Request.of(
                Exchange.begin(Ticker.system()),
                "POST",
                "http",
                "localhost",
                "/shop.Orders/Get",
                null,
                Headers.of("content-type", type),
                Body.empty());
    }

    private static Response handle(Request request, Handler next) throws IOException {
        return Problem.json().around(next).handle(request);
    }

    private static String text(Response response) throws IOException {
        try (var in = response.body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
