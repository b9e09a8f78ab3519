package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.Script;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile, broken and merely unusual requests become on their way through a container and the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RequestWire {
    private static final String BODY = "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Container kind;
    private Wire wire;

    RequestWire(Container kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start() throws Exception {
        wire = Wire.to(kind, Duration.ofSeconds(60), Script.ok("hello"));
    }

    @AfterAll
    void stop() throws Exception {
        wire.close();
    }

    private RawMessage arrived() {
        List<RawMessage> all = wire.arrived();
        return all.get(all.size() - 1);
    }

    /** It was refused, by whomever, and nothing of it has arrived. */
    private void assertRefused(RawMessage answer, int before, Integer... statuses) {
        assertThat(answer.status()).isIn((Object[]) statuses);
        assertThat(wire.arrived()).hasSize(before);
    }

    static Stream<List<String>> framings() {
        return Stream.of(
                List.of("Content-Length: 5", "Content-Length: 6"),
                List.of("Content-Length: 6", "Content-Length: 6"),
                List.of("Content-Length: 5, 6"),
                List.of("Content-Length: +5"),
                List.of("Content-Length: -5"),
                List.of("Content-Length: 0x5"),
                List.of("Content-Length: 5a"),
                List.of("Content-Length: 99999999999999999999"),
                List.of("Content-Length : 5"),
                List.of("Content-Length: 5", "Content_Length: 50"),
                List.of("Transfer-Encoding : chunked"),
                List.of("Transfer-Encoding: xchunked"),
                List.of("Transfer-Encoding: chunked, identity"),
                List.of("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
                List.of("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
                List.of("Transfer-Encoding: gzip, chunked"),
                List.of("Transfer-Encoding: identity"),
                List.of("Transfer_Encoding: chunked"),
                List.of("Transfer-Encoding:\u000bchunked"),
                List.of("X-A: b\rTransfer-Encoding: chunked"),
                List.of("X-A: b\u0000c"),
                List.of(" X-A: b"),
                List.of("X A: b"),
                List.of(": b"),
                List.of("X-A"));
    }

    @ParameterizedTest
    @MethodSource("framings")
    void whatTwoReadersCouldFrameDifferentlyIsRefusedAndNothingBehindItIsARequest(List<String> fields)
            throws Exception {
        int before = wire.arrived().size();
        try (RawHttp http = RawHttp.connect(wire.port())) {
            http.send(RawHttp.head("POST /outer HTTP/1.1", fields.toArray(String[]::new)) + BODY);
            RawMessage answer = http.readResponse();
            assertRefused(answer, before, 400, 501, 411, 413);
            // Whatever still comes is no answer of the service: the connection is closed, or the rest is refused, too.
            assertThat(http.readRest()).doesNotContain("hello");
        }
        assertThat(wire.arrived()).noneMatch(request -> request.target().equals("/hidden"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLengthBesideChunksIsRefusedOrDroppedByTheContainer(boolean lengthFirst) throws Exception {
        String length = "Content-Length: 5";
        String chunked = "Transfer-Encoding: chunked";
        try (RawHttp http = RawHttp.connect(wire.port())) {
            http.send(
                    RawHttp.head("POST /outer HTTP/1.1", lengthFirst ? length : chunked, lengthFirst ? chunked : length)
                            + BODY);
            RawMessage answer = http.readResponse();
            assertThat(answer.status()).isIn(200, 400);
            if (answer.status() == 200) {
                assertThat(arrived().headers().all("Content-Length")).isEmpty();
                assertThat(arrived().body()).isEmpty();
            }
            assertThat(http.readRest()).isEmpty();
        }
        assertThat(wire.arrived()).noneMatch(request -> request.target().equals("/hidden"));
    }

    @Test
    void aFoldedFieldIsRefusedOrUnfoldedByTheContainer() throws Exception {
        RawMessage answer = wire.request("GET /folded HTTP/1.1", "X-Fold: a\r\n Content-Length: 5", "X-B: c");
        assertThat(answer.status()).isIn(200, 400);
        if (answer.status() == 200) {
            assertThat(arrived().headers().first("X-Fold")).matches("a +Content-Length: 5");
            assertThat(arrived().headers().all("Content-Length")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "5;\n"})
    void chunksThatAreNoneNeverBecomeAWholeRequest(String body) throws Exception {
        int before = wire.arrived().size();
        try (RawHttp http = RawHttp.connect(wire.port())) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Transfer-Encoding: chunked") + body);
            http.halfClose();
            assertThat(http.readRest()).doesNotContain("HTTP/1.1 200", "HTTP/1.1 500");
        }
        assertThat(wire.arrived()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a|b", "/a{b", "/a}b", "/a^b", "/a\\b", "/a`b", "/a\"b", "/a<b", "/a>b", "/a[b", "/a]b", "/a#b",
                "/a?b<c", "/a?b>c", "/a?b\"c", "/a?b'c", "/a?b#c", "/a?\\", "/a?b|c", "/a?b`c", "/a?b^c", "/a?b{c}"
            })
    void aRawCharacterArrivesAsItIsOrIsRefused(String target) throws Exception {
        int before = wire.arrived().size();
        RawMessage answer = wire.request("GET " + target + " HTTP/1.1");

        assertThat(answer.status()).isIn(200, 400);
        if (answer.status() == 200) {
            assertThat(arrived().target()).isEqualTo(target);
        } else {
            assertThat(wire.arrived()).hasSize(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/..",
                "/..",
                "/../b",
                "/./b",
                "/a/.",
                "/a/./b",
                "/%2e%2e/b",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a/.%2e",
                "/%2e/b",
                "//a",
                "/a//b",
                "/a//",
                "/a;b",
                "/a;b=c/d",
                "/public;/../admin",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a%5C..%5Cb",
                "/a%00b",
                "/a%",
                "/a%2",
                "/a%zz",
                "/%c0%af",
                "/%c0%ae%c0%ae/b",
                "/a%252fb",
                "/a/%252e%252e/b",
                "/a%255cb",
                "/a%3bb",
                "/a%0d%0ab",
                "/%ff",
                "/a%u002e"
            })
    void anAmbiguousPathIsRefused(String target) throws Exception {
        int before = wire.arrived().size();

        assertRefused(wire.request("GET " + target + " HTTP/1.1"), before, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b/",
                "/a?",
                "/a?b",
                "/a?b=c&b=d",
                "/a?b=%2F%2e%2e",
                "/a/?",
                "/%20",
                "/a%23b",
                "/a%20b",
                "/a+b",
                "/%E2%82%AC",
                "/a:b@c",
                "/a,b",
                "/a.b",
                "/...",
                "/.a",
                "/a..b",
                "/a~b",
                "/a!$&'()*+,=",
                "/a?b=c/d?e",
                "/A",
                "/a?a=%C3%A4",
                "/a?%",
                "/a?b=+"
            })
    void otherTargetsArriveAsTheyAre(String target) throws Exception {
        assertThat(wire.request("GET " + target + " HTTP/1.1").status()).isEqualTo(200);
        assertThat(arrived().target()).isEqualTo(target);
    }

    @Test
    void bytesOf128AndMoreAreRefused() throws Exception {
        int before = wire.arrived().size();
        assertRefused(wire.request("GET / HTTP/1.1", "X-A: caf\u00e9"), before, 400);
        assertRefused(wire.request("GET / HTTP/1.1", "X-A: caf\u00c3\u00a9"), before, 400);
        assertRefused(wire.request("GET /caf\u00e9 HTTP/1.1"), before, 400);
        assertRefused(wire.request("GET /?caf\u00e9 HTTP/1.1"), before, 400);
        assertRefused(wire.request("GET / HTTP/1.1", "X-\u00e9: a"), before, 400);
    }

    @Test
    void contentOfGetAndHeadIsRefused() throws Exception {
        int before = wire.arrived().size();
        for (String method : List.of("GET", "HEAD")) {
            assertRefused(wire.send(RawHttp.head(method + " / HTTP/1.1", "Content-Length: 2") + "hi"), before, 400);
            assertRefused(
                    wire.send(RawHttp.head(method + " / HTTP/1.1", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                    before,
                    400);
        }
        assertThat(wire.request("GET / HTTP/1.1", "Content-Length: 0").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-host", "Forwarded", "Via", "X-Request-Id", "Host",
                "Content-Length", "Content-Type", "Authorization", "Cookie", "traceparent", "Idempotency-Key", "Range"
            })
    void connectionCannotTakeAwayWhatIsEndToEnd(String option) throws Exception {
        int before = wire.arrived().size();

        assertRefused(wire.request("GET / HTTP/1.1", "Connection: " + option), before, 400);
        assertRefused(wire.request("GET / HTTP/1.1", "Connection: close, " + option), before, 400);
        assertRefused(wire.request("GET / HTTP/1.1", "Connection: close", "Connection: " + option), before, 400);
    }

    @Test
    void fieldsOfTheConnectionStayBehindAndOursArrive() throws Exception {
        RawMessage answer = wire.request(
                "GET / HTTP/1.1",
                "Connection: keep-alive, X-Mine",
                "X-Mine: 1",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic eA==",
                "TE: trailers, gzip",
                "X-Forwarded-For: 192.0.2.1",
                "X_Forwarded_For: 192.0.2.1",
                "X-Real-IP: 192.0.2.1",
                "Forwarded: for=192.0.2.1",
                "X-Original-URL: /admin",
                "x-request-id: mine",
                "X-Kept: 1");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        for (String gone : List.of(
                "X-Mine",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authorization",
                "X_Forwarded_For",
                "X-Real-IP",
                "Forwarded",
                "X-Original-URL")) {
            assertThat(arrived().headers().all(gone)).as(gone).isEmpty();
        }
        assertThat(arrived().headers().all("TE")).containsExactly("trailers");
        assertThat(arrived().headers().all("X-Kept")).containsExactly("1");
        assertThat(arrived().headers().all("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(arrived().headers().all("X-Forwarded-Proto")).containsExactly("http");
        assertThat(arrived().headers().all("X-Forwarded-Host")).containsExactly("localhost");
        assertThat(arrived().headers().all("x-request-id")).hasSize(1).doesNotContain("mine");
        assertThat(arrived().headers().all("Via")).singleElement().asString().startsWith("1.1 hauberk-");
        assertThat(arrived().headers().all("Host")).containsExactly("localhost");
    }

    @Test
    void anUpgradeToHttp2OrAWebSocketIsNotForwarded() throws Exception {
        for (String[] fields : new String[][] {
            {"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA"},
            {"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"},
            {"Connection: Upgrade", "Upgrade: h2c"},
            {"Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"}
        }) {
            int before = wire.arrived().size();
            try (RawHttp http = RawHttp.connect(wire.port())) {
                http.send(RawHttp.head("GET /up HTTP/1.1", fields));
                int status = http.readHead().status();
                if (status == 400) {
                    continue; // the container refuses half an upgrade
                }
                if (status == 101) {
                    // The container itself speaks h2c, and answers in that.
                    http.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
                }
                wire.awaitArrivals(before + 1);
            }
            assertThat(arrived().headers().all("Upgrade")).isEmpty();
            assertThat(arrived().headers().all("HTTP2-Settings")).isEmpty();
            assertThat(arrived().headers().all("Connection")).containsExactly("keep-alive");
        }
    }

    @Test
    void hostsThatAreNotClearAreRefused() throws Exception {
        int before = wire.arrived().size();
        assertRefused(wire.send("GET / HTTP/1.1\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"), before, 400);
        assertRefused(wire.send("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n"), before, 400);
    }

    @Test
    void aTargetInAbsoluteFormArrivesInOriginForm() throws Exception {
        assertThat(wire.send("GET http://shop/a?b=c HTTP/1.1\r\nHost: shop\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(arrived().target()).isEqualTo("/a?b=c");
        assertThat(arrived().headers().all("Host")).containsExactly("shop");

        assertThat(wire.send("GET http://shop HTTP/1.1\r\nHost: shop\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(arrived().target()).isEqualTo("/");
    }

    @Test
    void methodsThatAreNotForwardedAreRefused() throws Exception {
        int before = wire.arrived().size();
        assertRefused(wire.request("TRACE / HTTP/1.1"), before, 405);
        assertRefused(wire.send("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n"), before, 400, 405, 501);
        assertRefused(wire.request("CONNECT / HTTP/1.1"), before, 400, 405, 501);
        assertRefused(wire.request("BREW / HTTP/1.1"), before, 501);
        assertRefused(wire.request("get / HTTP/1.1"), before, 501);
        assertRefused(wire.request("G@T / HTTP/1.1"), before, 400, 501);
        assertThat(wire.request("OPTIONS * HTTP/1.1").status()).isIn(200, 400, 404);
    }

    @Test
    void theMethodOfTheRequestLineCounts() throws Exception {
        wire.send(RawHttp.head("POST / HTTP/1.1", "X-HTTP-Method-Override: DELETE", "Content-Length: 0"));
        assertThat(arrived().method()).isEqualTo("POST");
    }

    @Test
    void allValuesOfAFieldArriveInOrder() throws Exception {
        wire.request(
                "GET / HTTP/1.1", "X-Many: 1", "X-Many: 2, 3", "x-many: 4", "Cookie: a=b", "Cookie: c=d", "X-Empty:");

        assertThat(arrived().headers().all("X-Many")).containsExactly("1", "2, 3", "4");
        assertThat(arrived().headers().all("Cookie")).containsExactly("a=b", "c=d");
        assertThat(arrived().headers().all("X-Empty")).containsExactly("");
    }

    @Test
    void nothingIsAddedThatNobodyHasSent() throws Exception {
        wire.request("GET / HTTP/1.1");

        assertThat(arrived().headers().all("User-Agent")).isEmpty();
        assertThat(arrived().headers().all("Accept-Encoding")).isEmpty();
        assertThat(arrived().headers().all("Content-Length")).isEmpty();
    }

    @Test
    void contentArrivesFramedAnew() throws Exception {
        wire.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 5") + "hello");
        assertThat(arrived().text()).isEqualTo("hello");
        assertThat(arrived().headers().all("Content-Length")).containsExactly("5");
        assertThat(arrived().headers().all("Transfer-Encoding")).isEmpty();

        wire.send(RawHttp.head("POST / HTTP/1.1", "Transfer-Encoding: chunked", "Trailer: X-Sum, Content-Length")
                + "3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\nX-Sum: 1\r\nContent-Length: 50\r\nHost: evil\r\n\r\n");
        assertThat(arrived().text()).isEqualTo("hello");
        assertThat(arrived().headers().all("Content-Length")).isEmpty();
        assertThat(arrived().headers().all("Trailer")).isEmpty();
        assertThat(arrived().trailers().size()).isZero();
        assertThat(arrived().headers().all("Host")).containsExactly("localhost");

        wire.request("DELETE / HTTP/1.1");
        assertThat(arrived().headers().all("Content-Length")).isEmpty();
        wire.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 0"));
        assertThat(arrived().headers().all("Content-Length")).containsExactly("0");
    }

    @Test
    void expectIsAnsweredHereWhenTheContentIsWanted() throws Exception {
        try (RawHttp http = RawHttp.connect(wire.port())) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 5"));
            assertThat(http.readResponse().status()).isEqualTo(100);
            http.send("hello");
            assertThat(http.readResponse().text()).isEqualTo("hello");
            assertThat(arrived().headers().all("Expect")).isEmpty();
            assertThat(arrived().text()).isEqualTo("hello");
        }
        int before = wire.arrived().size();
        assertRefused(wire.request("POST /a//b HTTP/1.1", "Expect: 100-continue", "Content-Length: 5"), before, 400);
    }

    @Test
    void whatIsTooLongIsRefused() throws Exception {
        int before = wire.arrived().size();
        assertRefused(wire.request("GET /" + "a".repeat(9_000) + " HTTP/1.1"), before, 400, 414, 431);
        assertRefused(wire.request("GET / HTTP/1.1", "X-A: " + "a".repeat(70_000)), before, 400, 431);
        String[] many = new String[101];
        java.util.Arrays.fill(many, "X-A: b");
        assertRefused(wire.request("GET / HTTP/1.1", many), before, 400, 431);
    }

    @Test
    void arrivesAsHttp1WhatCameByHttp2() throws Exception {
        try (Load http2 = new Load(wire.port(), Protocol.H2_PRIOR_KNOWLEDGE)) {
            assertThat(http2.get("/a?b=%2F")).isEqualTo("hello");
            assertThat(arrived().startLine()).isEqualTo("GET /a?b=%2F HTTP/1.1");
            assertThat(arrived().headers().all("Host")).containsExactly("127.0.0.1:" + wire.port());
            assertThat(arrived().headers().all("Content-Length")).isEmpty();
            assertThat(arrived().headers().all("Transfer-Encoding")).isEmpty();

            assertThat(http2.post("/up", Load.pattern(10, true))).isEqualTo("hello");
            assertThat(arrived().body()).hasSize(10);
            assertThat(arrived().headers().all("Content-Length")).containsExactly("10");

            assertThat(http2.post("/up", Load.pattern(10, false))).isEqualTo("hello");
            assertThat(arrived().body()).hasSize(10);
            assertThat(arrived().headers().all("Transfer-Encoding")).containsExactly("chunked");

            int before = wire.arrived().size();
            try (Response answer = http2.open("GET", "/a//b", null)) {
                assertThat(answer.code()).isEqualTo(400);
            }
            try (Response answer = http2.open("HEAD", "/", null)) {
                assertThat(answer.header("Content-Length")).isEqualTo("5");
            }
            assertThat(wire.arrived()).hasSize(before + 1);
        }
    }

    @Test
    void anOldClientIsAnswered() throws Exception {
        try (RawHttp http = RawHttp.connect(wire.port())) {
            http.send("GET /old HTTP/1.0\r\n\r\n");
            assertThat(http.readRest()).contains(" 200 ").endsWith("hello");
        }
        assertThat(arrived().target()).isEqualTo("/old");
        assertThat(arrived().headers().all("Host")).hasSize(1);
    }
}
