package io.hauberk.okhttp;

import static io.hauberk.okhttp.Attempts.request;
import static io.hauberk.okhttp.Attempts.text;
import static io.hauberk.okhttp.Attempts.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what does not. */
class EngineTransportTest {
    private final EngineTransport transport = new EngineTransport("orders", null);

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void aRequestArrivesAsItIsAndNothingIsAdded() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Headers headers = Headers.of("Host", "Shop.Example.com:81", "x-a", "1", "X-A", "2", "x-empty", "");
            Response response = transport.send(
                    request("GET", "/a%20b;c/%C3%A9?q=1&&x=%27", headers, Body.empty()), to(server.port()));
            assertThat(text(response)).isEqualTo("hi");

            RawMessage seen = server.requests().get(0);
            assertThat(seen.startLine()).isEqualTo("GET /a%20b;c/%C3%A9?q=1&&x=%27 HTTP/1.1");
            assertThat(lines(seen.headers()))
                    .containsExactly(
                            "Host: Shop.Example.com:81", "x-a: 1", "X-A: 2", "x-empty: ", "Connection: keep-alive");
        }
    }

    @Test
    void whereThereIsNoHostFieldTheAuthorityCounts() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            transport
                    .send(request("GET", "/", Headers.empty(), Body.empty()), to(server.port()))
                    .close();
            assertThat(server.requests().get(0).header("Host")).isEqualTo("shop.example.com");
        }
    }

    @Test
    void fieldsOfTheConnectionWeGotTheRequestByStayBehind() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Headers headers = Headers.of(
                    "Connection",
                    "close",
                    "Keep-Alive",
                    "timeout=5",
                    "Proxy-Connection",
                    "x",
                    "Upgrade",
                    "h2c",
                    "HTTP2-Settings",
                    "x",
                    "Expect",
                    "100-continue",
                    "TE",
                    "gzip",
                    "Transfer-Encoding",
                    "chunked",
                    "Content-Length",
                    "7",
                    "User-Agent",
                    "me",
                    "Accept-Encoding",
                    "br");
            transport
                    .send(request("GET", "/", headers, Body.empty()), to(server.port()))
                    .close();
            assertThat(lines(server.requests().get(0).headers()))
                    .containsExactly(
                            "User-Agent: me",
                            "Accept-Encoding: br",
                            "Host: shop.example.com",
                            "Connection: keep-alive");
        }
    }

    @Test
    void aZippedAnswerStaysZipped() throws IOException {
        String zipped = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nno zi";
        try (RawServer server = RawServer.start(Script.answering(zipped))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            assertThat(response.headers().first("Content-Encoding")).isEqualTo("gzip");
            assertThat(response.body().length()).isEqualTo(5);
            assertThat(text(response)).isEqualTo("no zi");
        }
    }

    @Test
    void anAnswerComesAsItIsButForTheFieldsOfItsConnection() throws IOException {
        String answer =
                "HTTP/1.1 207 Multi-Status\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nConnection: keep-alive, x-hop\r\n"
                        + "X-Hop: 1\r\nKeep-Alive: timeout=5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(answer))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            assertThat(response.status()).isEqualTo(207);
            assertThat(lines(response.headers())).containsExactly("Set-Cookie: a=1", "set-cookie: b=2");
            assertThat(response.body().length()).isEqualTo(-1);
            assertThat(text(response)).isEqualTo("hi");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a|b",
                "/a{b}",
                "/a^b",
                "/a\\b",
                "/a`b",
                "/a\"b",
                "/a/./b",
                "/a/../b",
                "/a/%2e%2e/b",
                "/a/%2E/b",
                "/a b",
                "/a<b>",
                "/q?a=<b>",
                "/q?a='b'",
                "/q?a=\"b\"",
                "/q?a b",
                "/q#x",
                "/q?a#b",
                "*",
                "",
                "//host\\x"
            })
    void aTargetThatWouldArriveChangedIsRefused(String target) throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Response response =
                    transport.send(request("GET", target, Headers.empty(), Body.empty()), to(server.port()));
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.rejection().reason()).isEqualTo("unsendable");
            assertThat(response.rejection().rule()).isEqualTo("target");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//a//b",
                "/a?",
                "/a??b",
                "/%",
                "/a%zz",
                "/;a=b",
                "/a:b@c",
                "/a[b]",
                "/~!$&'()*+,=",
                "/q?[x]=1",
                "/q?a=%20+%2B",
                "/q?a={b}|c^d`e\\f",
                "/...",
                "/a.",
                "/%2F%5C%00"
            })
    void otherTargetsArriveAsTheyAre(String target) throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Response response =
                    transport.send(request("GET", target, Headers.empty(), Body.empty()), to(server.port()));
            assertThat(response.rejection()).isNull();
            response.close();
            assertThat(server.requests().get(0).target()).isEqualTo(target);
        }
    }

    @Test
    void contentWhereOkHttpAllowsNoneIsRefused() throws IOException {
        for (String method : List.of("GET", "HEAD")) {
            Response response = transport.send(request(method, "/", Headers.empty(), Body.of("x")), to(1));
            assertThat(response.rejection().rule()).isEqualTo("content");
            Body chunked = Body.of(new ByteArrayInputStream(new byte[0]), -1);
            assertThat(transport
                            .send(request(method, "/", Headers.empty(), chunked), to(1))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(transport
                        .send(request("CONNECT", "/", Headers.empty(), Body.empty()), to(1))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "\u0080", "a\u0001b", "\u007f", "\u20ac"})
    void aFieldThatOkHttpCannotSendIsRefused(String value) throws IOException {
        Response response = transport.send(request("GET", "/", Headers.of("x-a", value), Body.empty()), to(1));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.rejection().rule()).isEqualTo("field");
        assertThat(response.rejection().detail()).doesNotContain(value);
    }

    @Test
    void methodsAndContentOfAllKindsArrive() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            for (String method :
                    List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT", "QUERY", "get")) {
                transport
                        .send(
                                request(method, "/", Headers.of("Content-Type", "text/x"), Body.of("content")),
                                to(server.port()))
                        .close();
                transport
                        .send(request(method, "/", Headers.empty(), Body.empty()), to(server.port()))
                        .close();
            }
            assertThat(server.requests()).hasSize(18);
            for (int i = 0; i < 18; i += 2) {
                RawMessage with = server.requests().get(i);
                assertThat(with.text()).isEqualTo("content");
                assertThat(with.header("Content-Type")).isEqualTo("text/x");
                assertThat(with.header("Content-Length")).isEqualTo("7");
                assertThat(server.requests().get(i + 1).body()).isEmpty();
                assertThat(server.requests().get(i + 1).headers().contains("Content-Type"))
                        .isFalse();
            }
        }
    }

    @Test
    void contentOfUnknownLengthArrivesInChunks() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            byte[] bytes = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
            Body body = Body.of(new ByteArrayInputStream(bytes), -1);
            transport
                    .send(request("POST", "/", Headers.empty(), body), to(server.port()))
                    .close();
            RawMessage seen = server.requests().get(0);
            assertThat(seen.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(seen.body()).isEqualTo(bytes);
        }
    }

    @Test
    void endpointsOfOneServiceShareNoConnectionThoughTheUrlIsTheSame() throws IOException {
        try (RawServer one = RawServer.start(Script.ok("one"));
                RawServer two = RawServer.start(Script.ok("two"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(transport.send(Request.get("/"), to(one.port()))))
                        .isEqualTo("one");
                assertThat(text(transport.send(Request.get("/"), to(two.port()))))
                        .isEqualTo("two");
            }
            assertThat(one.connections()).isEqualTo(1);
            assertThat(two.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServiceWhoseNameLooksLikeAnAddressIsNotTakenForOne() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                EngineTransport digits = new EngineTransport("127", null)) {
            assertThat(text(digits.send(Request.get("/"), to(server.port())))).isEqualTo("hi");
        }
    }

    @Test
    void aNameIsResolvedWhenConnecting() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Endpoint named = Endpoint.of("http", "localhost", server.port());
            assertThat(text(transport.send(Request.get("/"), to(named)))).isEqualTo("hi");
        }
    }

    @Test
    void okHttpDoesNotRepeatWhatWasAnsweredWith503AndRetryAfterZero() throws IOException {
        String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(busy))) {
            for (String method : List.of("GET", "POST", "PUT")) {
                Body body = method.equals("PUT") ? Body.of("x") : Body.empty();
                Response response = transport.send(request(method, "/", Headers.empty(), body), to(server.port()));
                assertThat(response.status()).isEqualTo(503);
                assertThat(lines(response.headers())).containsExactlyInAnyOrder("Retry-After: 0", "Content-Length: 0");
            }
            assertThat(server.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 401, 408, 421, 425, 503})
    void okHttpFollowsNothingByItself(int status) throws IOException {
        String answer = "HTTP/1.1 " + status + " X\r\nLocation: http://127.0.0.1:1/\r\nRetry-After: 0\r\n"
                + "WWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(answer))) {
            assertThat(transport.send(Request.get("/"), to(server.port())).status())
                    .isEqualTo(status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void answersWithoutContentHaveNone() throws IOException {
        String length = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        try (RawServer server = RawServer.start(Script.answering(length))) {
            Response head = transport.send(Request.of("HEAD", "/"), to(server.port()));
            assertThat(head.headers().first("Content-Length")).isEqualTo("1000");
            assertThat(head.body().length()).isZero();
            assertThat(text(transport.send(Request.of("HEAD", "/"), to(server.port()))))
                    .isEmpty();
        }
        for (String status : List.of("204 No Content", "304 Not Modified")) {
            try (RawServer server = RawServer.start(Script.answering("HTTP/1.1 " + status + "\r\nETag: x\r\n\r\n"))) {
                Response response = transport.send(Request.get("/"), to(server.port()));
                assertThat(text(response)).isEmpty();
                assertThat(text(transport.send(Request.get("/"), to(server.port()))))
                        .isEmpty();
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void aFieldOfAnAnswerIsReadAsUtf8() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nx-a: caf\u00e9\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(scene -> {
            scene.readRequest();
            scene.connection().send(answer.getBytes(StandardCharsets.UTF_8));
        })) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            assertThat(response.headers().first("x-a")).isEqualTo("caf\u00e9");
        }
    }

    @Test
    void interimAnswersAreSkipped() throws IOException {
        try (RawServer server = RawServer.start(Script.interim("hi"))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            assertThat(response.status()).isEqualTo(200);
            assertThat(text(response)).isEqualTo("hi");
        }
    }

    @Test
    void trailersAreKnownAfterTheLastByte() throws IOException {
        try (RawServer server = RawServer.start(Script.chunked("x-sum", "42", "one", "two"))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            assertThat(response.body().trailers().size()).isZero();
            assertThat(text(response)).isEqualTo("onetwo");
            assertThat(response.body().trailers().first("x-sum")).isEqualTo("42");
        }
    }

    @Test
    void contentCanBeReadAsAStreamToo() throws IOException {
        String long1 = "0123456789".repeat(5000);
        try (RawServer server = RawServer.start(Script.chunked("x-sum", "42", long1, "end"))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            try (java.io.InputStream in = response.body().open()) {
                assertThat(in.read()).isEqualTo('0');
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo(long1.substring(1) + "end");
            }
            assertThatThrownBy(() -> response.body().open()).isInstanceOf(IllegalStateException.class);
        }
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        headers.forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
        return lines;
    }
}
