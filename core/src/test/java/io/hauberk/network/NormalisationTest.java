package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {
    private static final Normalisation NOBODY =
            Normalisation.behind(TrustedProxies.nobody()).requestIds(() -> "id-1");
    private static final Normalisation PROXIES = Normalisation.behind(TrustedProxies.of("10.0.0.0/8", "2001:db8::/32"))
            .requestIds(() -> "id-1");

    @Test
    void nobodyIsTrustedByDefault() {
        Request request = NOBODY.apply(from("10.0.0.1", "X-Forwarded-For", "1.2.3.4", "Forwarded", "for=1.2.3.4"));

        assertThat(request.exchange().caller().address()).isEqualTo("10.0.0.1");
        assertThat(request.headers()).isEqualTo(Headers.of("x-request-id", "id-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x-forwarded-proto",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-Client-Cert",
                "Forwarded",
                "X-Real-IP",
                "True-Client-IP",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Envoy-Attempt-Count",
                "x-envoy-original-path",
                "Client-Cert",
                "Client-Cert-Chain",
                "X-Request-Id",
                "X_Forwarded_For",
                "x_real_ip",
                "X_Forwarded-For",
                "CLIENT_CERT",
                "x_request_id",
                "X_Original_URL",
            })
    void whatOnlyProxiesMaySayIsStrippedFromOthers(String name) {
        Request request = NOBODY.apply(from("192.0.2.1", "a", "1", name, "spoofed", "b", "2"));

        assertThat(request.headers()).isEqualTo(Headers.of("a", "1", "b", "2", "x-request-id", "id-1"));
    }

    @Test
    void aDeadlineIsBelievedFromAnyoneAndAttemptsFromMutualTlsPeers() {
        Request request = from("192.0.2.1", "x-envoy-expected-rq-timeout-ms", "100", "x-envoy-attempt-count", "2");
        assertThat(NOBODY.apply(request).header("x-envoy-expected-rq-timeout-ms"))
                .isEqualTo("100");
        assertThat(NOBODY.apply(request).header("x-envoy-attempt-count")).isNull();

        request.exchange().attach(Caller.unknown().withAddress("192.0.2.1").withPeer("spiffe://shop/a"));
        assertThat(NOBODY.apply(request).header("x-envoy-attempt-count")).isEqualTo("2");
    }

    @Test
    void fieldsForOneConnectionGoFirst() {
        Request request = NOBODY.apply(from(
                "192.0.2.1",
                "Host",
                "a",
                "Connection",
                "close, X-Hop , te",
                "Keep-Alive",
                "timeout=5",
                "Proxy-Connection",
                "keep-alive",
                "X-Hop",
                "1",
                "TE",
                "trailers",
                "Transfer-Encoding",
                "chunked",
                "Upgrade",
                "h2c",
                "HTTP2-Settings",
                "AAMAAABk",
                "Proxy-Authorization",
                "Basic x",
                "Accept",
                "*/*"));

        assertThat(request.headers())
                .isEqualTo(Headers.of("Host", "a", "TE", "trailers", "Accept", "*/*", "x-request-id", "id-1"));
    }

    @Test
    void teKeepsNothingButTrailers() {
        assertThat(NOBODY.apply(from("192.0.2.1", "TE", "gzip;q=0.5, trailers")).header("TE"))
                .isEqualTo("trailers");
        assertThat(NOBODY.apply(from("192.0.2.1", "TE", "gzip")).header("TE")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded-For", "Host", "Authorization", "Cookie", "Content-Length", "Forwarded", "x_real_ip"
            })
    void connectionCannotMakeUsDropWhatIsEndToEnd(String name) {
        Normalisation normalisation = Normalisation.behind(TrustedProxies.of("192.0.2.1"));
        Request request = normalisation.apply(from("192.0.2.1", "Connection", name, name, "1.2.3.4"));

        assertThat(request.header(name)).isEqualTo("1.2.3.4");
    }

    @Test
    void identityHeadersGoWhoeverSendsThem() {
        Normalisation normalisation = PROXIES.stripping(List.of("X-User", "x-consumer-*"));
        Request request = normalisation.apply(from(
                "10.0.0.1",
                "x-user",
                "root",
                "X_USER",
                "root",
                "X-Consumer-Id",
                "1",
                "x_consumer_name",
                "2",
                "X-Users",
                "kept"));

        assertThat(request.headers()).isEqualTo(Headers.of("X-Users", "kept", "x-request-id", "id-1"));
    }

    @Test
    void aHandshakeOfAWebSocketKeepsItsUpgrade() {
        Request request = NOBODY.apply(from("192.0.2.1", "Connection", "keep-alive, Upgrade", "Upgrade", "WebSocket"));

        assertThat(request.headers())
                .isEqualTo(Headers.of("Connection", "Upgrade", "Upgrade", "websocket", "x-request-id", "id-1"));
    }

    @Test
    void nothingIsCopiedWhereNothingHasToChange() {
        Request received =
                from("10.0.0.1", "Host", "a", "x-request-id", "abc", "TE", "trailers", "X-Forwarded-For", "1.2.3.4");

        assertThat(PROXIES.apply(received).headers()).isSameAs(received.headers());
        assertThat(received.exchange().caller().address()).isEqualTo("1.2.3.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3.4|1.2.3.4",
                "6.6.6.6, 1.2.3.4|1.2.3.4",
                "6.6.6.6, 1.2.3.4, 10.0.0.2|1.2.3.4",
                "6.6.6.6, 1.2.3.4,10.0.0.3 ,\t10.0.0.2|1.2.3.4",
                "10.0.0.4, 10.0.0.2|10.0.0.4",
                "garbage, 10.0.0.2|10.0.0.2",
                "6.6.6.6, garbage, 10.0.0.2|10.0.0.2",
                "garbage|10.0.0.1",
                "unknown, 10.0.0.2|10.0.0.2",
                "1.2.3.4:5678|1.2.3.4",
                "1.2.3.4:|10.0.0.1",
                "[2001:db9::1]:443|2001:db9::1",
                "[2001:db9::1]|2001:db9::1",
                "2001:DB9:0::1, 2001:db8::7|2001:db9::1",
                "::ffff:1.2.3.4|1.2.3.4",
                "::ffff:1.2.3.4, ::ffff:10.0.0.9|1.2.3.4",
                ",,|10.0.0.1",
                "1.2.3.4, , 10.0.0.2|1.2.3.4",
                "evil.example.com|10.0.0.1",
            })
    void theClientIsTheFirstFromTheRightThatIsNotTrusted(String forwardedFor, String client) {
        assertThat(address(PROXIES, "X-Forwarded-For", forwardedFor)).isEqualTo(client);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(address(PROXIES, "X-Forwarded-For", "6.6.6.6, 1.2.3.4", "x-forwarded-for", "10.0.0.2"))
                .isEqualTo("1.2.3.4");
        assertThat(address(PROXIES, "Forwarded", "for=6.6.6.6, for=1.2.3.4", "forwarded", "for=10.0.0.2"))
                .isEqualTo("1.2.3.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=1.2.3.4|1.2.3.4",
                "For=1.2.3.4;Proto=https;By=10.0.0.1|1.2.3.4",
                "for=\"1.2.3.4:80\"|1.2.3.4",
                "for=\"[2001:db9::1]:4711\"|2001:db9::1",
                "for=6.6.6.6, for=1.2.3.4 ; proto=http, for=10.0.0.2|1.2.3.4",
                "for=6.6.6.6, for=_hidden, for=10.0.0.2|10.0.0.2",
                "for=unknown|10.0.0.1",
                "proto=https|10.0.0.1",
                "for=6.6.6.6, proto=https, for=10.0.0.2|10.0.0.2",
                "for=\"1.2.3.4, for=10.0.0.2|10.0.0.1",
                "for=6.6.6.6;for=7.7.7.7|10.0.0.1",
                "for = 1.2.3.4|10.0.0.1",
                "for=1.2.3.4 proto=http|10.0.0.1",
                "for=|10.0.0.1",
                "for=\"1.2\\.3.4\"|1.2.3.4",
                "for=\"6.6.6.6, for=5.5.5.5\", for=10.0.0.2|10.0.0.2",
            })
    void forwardedIsReadTheSameWay(String forwarded, String client) {
        assertThat(address(PROXIES, "Forwarded", forwarded)).isEqualTo(client);
    }

    @Test
    void schemeAndAuthorityComeFromTheSameHop() {
        Request request = PROXIES.apply(from(
                "10.0.0.1",
                "Host",
                "inner:8080",
                "X-Forwarded-For",
                "6.6.6.6, 1.2.3.4, 10.0.0.2",
                "X-Forwarded-Proto",
                "http, HTTPS, http",
                "X-Forwarded-Host",
                "evil.example.com, shop.example.com, inner"));

        assertThat(request.scheme()).isEqualTo("https");
        assertThat(request.authority()).isEqualTo("shop.example.com");
        assertThat(request.header("Host")).isEqualTo("inner:8080");
    }

    @Test
    void whereHopsCannotBePairedTheNearestOneCounts() {
        Request request = PROXIES.apply(from(
                "10.0.0.1",
                "X-Forwarded-For",
                "1.2.3.4, 10.0.0.2, 10.0.0.3",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil.example.com, shop.example.com"));

        assertThat(request.scheme()).isEqualTo("https");
        assertThat(request.authority()).isEqualTo("shop.example.com");
    }

    @Test
    void nonsenseInTrustedFieldsIsNotBelieved() {
        Request request = PROXIES.apply(from(
                "10.0.0.1", "X-Forwarded-Proto", "gopher", "X-Forwarded-Host", "a b@c", "X-Forwarded-For", "1.2.3.4"));

        assertThat(request.scheme()).isEqualTo("http");
        assertThat(request.authority()).isEqualTo("localhost");
    }

    @Test
    void twoFamiliesThatAgreeAreBelieved() {
        Request request = PROXIES.apply(from(
                "10.0.0.1",
                "X-Forwarded-For",
                "1.2.3.4",
                "Forwarded",
                "for=1.2.3.4;proto=https;host=shop.example.com",
                "x-request-id",
                "abc"));

        assertThat(request.exchange().caller().address()).isEqualTo("1.2.3.4");
        assertThat(request.scheme()).isEqualTo("https");
        assertThat(request.authority()).isEqualTo("shop.example.com");
        assertThat(request.headers().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=6.6.6.6", "for=1.2.3.4;proto=http", "for=1.2.3.4;host=evil.example.com"})
    void twoFamiliesThatDisagreeAreBothDropped(String forwarded) {
        Request request = PROXIES.apply(from(
                "10.0.0.1",
                "X-Forwarded-For",
                "1.2.3.4",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.example.com",
                "Forwarded",
                forwarded,
                "X-Real-IP",
                "9.9.9.9",
                "x-request-id",
                "abc"));

        assertThat(request.exchange().caller().address()).isEqualTo("10.0.0.1");
        assertThat(request.scheme()).isEqualTo("http");
        assertThat(request.authority()).isEqualTo("localhost");
        assertThat(request.headers()).isEqualTo(Headers.of("X-Real-IP", "9.9.9.9", "x-request-id", "abc"));
    }

    @Test
    void theRequestIdIsKeptFromTrustedPeersOnlyAndOnlyIfItIsHarmless() {
        assertThat(PROXIES.apply(from("10.0.0.1", "X-Request-Id", "abc")).headers())
                .isEqualTo(Headers.of("X-Request-Id", "abc"));
        assertThat(NOBODY.apply(from("10.0.0.1", "X-Request-Id", "abc")).header("x-request-id"))
                .isEqualTo("id-1");
        for (String bad : new String[] {"", "a b", "a\"b", "ä", "x".repeat(129)}) {
            Request request = PROXIES.apply(from("10.0.0.1", "X-Request-Id", bad));
            assertThat(request.headers()).isEqualTo(Headers.of("x-request-id", "id-1"));
            assertThat(request.exchange().get(Arrival.KEY).requestId()).isEqualTo("id-1");
        }
        assertThat(PROXIES.apply(from("10.0.0.1", "X-Request-Id", "a", "x-request-id", "b"))
                        .headers())
                .isEqualTo(Headers.of("x-request-id", "id-1"));
    }

    @Test
    void madeIdsDiffer() {
        Normalisation normalisation = Normalisation.behind(TrustedProxies.nobody());
        String one = normalisation.apply(from("192.0.2.1")).header("x-request-id");
        String two = normalisation.apply(from("192.0.2.1")).header("x-request-id");

        assertThat(one)
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isNotEqualTo(two);
    }

    @Test
    void theArrivalRemembersWhatCame() {
        Request received =
                from("10.0.0.1", "X-Forwarded-For", "1.2.3.4", "X-Forwarded-Proto", "https", "Connection", "close");
        PROXIES.apply(received);
        Arrival arrival = received.exchange().get(Arrival.KEY);

        assertThat(arrival).isEqualTo(new Arrival(received, "10.0.0.1", true, "https", "localhost", "id-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::5]", "2001:db8::5%eth0", "[2001:db8:0:0:0:0:0:5]", "::ffff:10.0.0.1"})
    void addressesAsContainersWriteThemAreUnderstood(String peer) {
        Request request = PROXIES.apply(from(peer, "X-Forwarded-For", "1.2.3.4"));

        assertThat(request.exchange().caller().address()).isEqualTo("1.2.3.4");
    }

    @Test
    void withoutAnAddressNobodyIsTrusted() {
        Request request = PROXIES.apply(from(null, "X-Forwarded-For", "1.2.3.4"));

        assertThat(request.exchange().caller().address()).isNull();
        assertThat(request.header("X-Forwarded-For")).isNull();
    }

    @Test
    void whateverStandsInTheFieldsNothingIsThrown() {
        SplittableRandom random = new SplittableRandom(9);
        String signs = "for=proto=host=\"\"\\,;: []1.2:::f10.0.0.1 \t\u00ff";
        String[] names = {
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Connection", "TE", "x-request-id"
        };
        for (int i = 0; i < 100_000; i++) {
            List<String> fields = new ArrayList<>();
            for (int j = random.nextInt(4); j >= 0; j--) {
                StringBuilder value = new StringBuilder();
                for (int k = random.nextInt(25); k > 0; k--) {
                    int at = random.nextInt(signs.length());
                    value.append(signs, at, Math.min(signs.length(), at + 1 + random.nextInt(9)));
                }
                fields.add(names[random.nextInt(names.length)]);
                fields.add(value.toString());
            }
            Request request = PROXIES.apply(from("10.0.0.1", fields.toArray(new String[0])));
            assertThat(request.exchange().caller().address()).isNotNull();
            assertThat(IpAddress.parse(request.exchange().caller().address())).isNotNull();
        }
    }

    @Test
    void manyConnectionOptionsCostLittle() {
        List<String> fields = new ArrayList<>(List.of("Connection", "a,b,".repeat(4_000)));
        for (int i = 0; i < 1_000; i++) {
            fields.addAll(List.of("x-" + i, "1"));
        }
        assertThat(NOBODY.apply(from("192.0.2.1", fields.toArray(new String[0])))
                        .headers()
                        .size())
                .isEqualTo(1_001);
    }

    private static @Nullable String address(Normalisation normalisation, String... headers) {
        return normalisation
                .apply(from("10.0.0.1", headers))
                .exchange()
                .caller()
                .address();
    }

    private static Request from(@Nullable String peer, String... headers) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress(peer));
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.of(headers), Body.empty());
    }
}
