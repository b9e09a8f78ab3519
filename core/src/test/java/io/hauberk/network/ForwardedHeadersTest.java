package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedHeadersTest {
    private static final Normalisation NORMALISATION =
            Normalisation.behind(TrustedProxies.of("10.0.0.0/8")).requestIds(() -> "id-1");
    private static final ForwardedHeaders FORWARDED = ForwardedHeaders.as("edge");

    private @Nullable Request passed;

    @Test
    void aServiceLearnsWhoIsInFrontOfUs() throws IOException {
        forward("192.0.2.1", "Host", "shop.example.com", "X-Forwarded-For", "6.6.6.6", "X-Request-Id", "spoofed");

        assertThat(passed.headers())
                .isEqualTo(Headers.of(
                        "Host", "shop.example.com",
                        "x-request-id", "id-1",
                        "X-Forwarded-For", "192.0.2.1",
                        "X-Forwarded-Proto", "http",
                        "X-Forwarded-Host", "shop.example.com",
                        "Via", "1.1 edge"));
    }

    @Test
    void whatTrustedProxiesSaidIsContinued() throws IOException {
        forward(
                "10.0.0.1",
                "X-Forwarded-For",
                "192.0.2.7",
                "x-forwarded-for",
                "10.0.0.2",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "www.example.com",
                "X-Forwarded-Port",
                "443",
                "Via",
                "1.0 lb",
                "x-request-id",
                "abc");

        assertThat(passed.headers())
                .isEqualTo(Headers.of(
                        "X-Forwarded-For", "192.0.2.7, 10.0.0.2, 10.0.0.1",
                        "X-Forwarded-Proto", "https",
                        "X-Forwarded-Host", "www.example.com",
                        "X-Forwarded-Port", "443",
                        "Via", "1.0 lb, 1.1 edge",
                        "x-request-id", "abc"));
    }

    @Test
    void forwardedIsContinuedWhereItIsUsed() throws IOException {
        forward("10.0.0.1", "Forwarded", "for=192.0.2.7;proto=https");

        assertThat(passed.header("Forwarded"))
                .isEqualTo("for=192.0.2.7;proto=https, for=10.0.0.1;proto=https;host=\"shop.example.com\"");
    }

    @Test
    void anIpv6PeerIsQuotedInForwardedAndPlainElsewhere() {
        assertThat(Forwarded.element("2001:db8::1", "https", "")).isEqualTo("for=\"[2001:db8::1]\";proto=https");
        assertThat(Forwarded.element(null, "http", "a\"b")).isEqualTo("for=unknown;proto=http;host=\"a\\\"b\"");
    }

    @Test
    void whatWeAddSurvivesAConnectionFieldThatNamesIt() throws IOException {
        forward("192.0.2.1", "Connection", "X-Forwarded-For, X-Other", "X-Other", "1", "Trailer", "X");

        assertThat(passed.header("X-Forwarded-For")).isEqualTo("192.0.2.1");
        assertThat(passed.header("Connection")).isNull();
        assertThat(passed.header("X-Other")).isNull();
        assertThat(passed.header("Trailer")).isNull();
    }

    @Test
    void anUpgradeIsNotForwarded() throws IOException {
        forward("192.0.2.1", "Connection", "Upgrade", "Upgrade", "websocket");

        assertThat(passed.header("Connection")).isNull();
        assertThat(passed.header("Upgrade")).isNull();
    }

    @Test
    void theOriginalAuthorityIsToldAlsoWhereARewriteChangedIt() throws IOException {
        Request request =
                NORMALISATION.apply(request("GET", "192.0.2.1")).withAuthority("https", "orders.internal:8443");
        FORWARDED.handle(request, this::answer);

        assertThat(passed.header("X-Forwarded-Host")).isEqualTo("shop.example.com");
        assertThat(passed.header("X-Forwarded-Proto")).isEqualTo("http");
    }

    @Test
    void hopByHopFieldsOfTheResponseGoAndViaComes() throws IOException {
        Response response = FORWARDED.handle(
                request("GET", "192.0.2.1"),
                r -> Response.of(
                        200,
                        Headers.of(
                                "Connection", "close, X-Hop, Set-Cookie, Content-Length",
                                "X-Hop", "1",
                                "Keep-Alive", "timeout=5",
                                "Transfer-Encoding", "chunked",
                                "Set-Cookie", "a=b",
                                "Set-Cookie", "c=d",
                                "Content-Length", "0",
                                "Proxy-Authenticate", "Basic",
                                "Upgrade", "h2c",
                                "Via", "1.1 inner"),
                        Body.empty()));

        assertThat(response.headers())
                .isEqualTo(Headers.of(
                        "Set-Cookie", "a=b", "Set-Cookie", "c=d", "Content-Length", "0", "Via", "1.1 inner, 1.1 edge"));
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 5, 4", "OPTIONS, 1, 0", "OPTIONS, x, x", "OPTIONS, -1, -1", "GET, 0, 0", "GET, 5, 5"})
    void maxForwardsIsLoweredForOptions(String method, String before, String after) throws IOException {
        FORWARDED.handle(request(method, "192.0.2.1", "Max-Forwards", before), this::answer);

        assertThat(passed.header("Max-Forwards")).isEqualTo(after);
    }

    @Test
    void theLastOneToForwardAnswersOptionsItself() throws IOException {
        Response response = FORWARDED.handle(request("OPTIONS", "192.0.2.1", "Max-Forwards", "0"), this::answer);

        assertThat(passed).isNull();
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void aPseudonymIsAToken() {
        assertThatThrownBy(() -> ForwardedHeaders.as("my edge")).hasMessageContaining("cannot stand in Via");
    }

    private void forward(String peer, String... headers) throws IOException {
        FORWARDED.handle(NORMALISATION.apply(request("GET", peer, headers)), this::answer);
    }

    private Response answer(Request request) {
        passed = request;
        return Response.of(200);
    }

    private static Request request(String method, String peer, String... headers) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress(peer));
        return Request.of(exchange, method, "http", "shop.example.com", "/", null, Headers.of(headers), Body.empty());
    }
}
