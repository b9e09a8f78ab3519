package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link InboundContract}, and what can be seen only in the bytes of HTTP/1.1. */
public abstract class InboundHttp1Contract extends InboundContract {
    @Override
    protected final boolean http2() {
        return false;
    }

    private RawHttp connect() throws IOException {
        return RawHttp.connect(rig().port());
    }

    @Test
    void aConnectionIsUsableOrClosedAfterARefusalWithAnUnreadBody() throws Exception {
        Filter refusing = (request, next) ->
                request.method().equals("POST") ? Response.refused(Refusing.TOO_MANY) : Response.ok("next");
        rig().filters(refusing);
        String hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: " + hidden.length()) + hidden);
            RawMessage refusal = http.readResponse();
            assertThat(refusal.status()).isEqualTo(429);
            if ("close".equalsIgnoreCase(refusal.header("Connection"))) {
                http.awaitEnd();
            } else {
                assertThat(http.get("/next").text()).isEqualTo("next");
            }
        }
    }

    @Test
    void aRefusalNeedNotWaitForTheBody() throws Exception {
        rig().filters(new Refusing());

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 100000") + "only the beginning");
            assertThat(http.readResponse().status()).isEqualTo(429);
        }
    }

    @Test
    void answersToHeadAndAnswersWithoutBodySendNotOneByteOfIt() throws Exception {
        rig().target(request -> Response.of(
                Integer.parseInt(String.valueOf(request.header("X-Status"))),
                Headers.of("X-A", "1"),
                Body.of("not to be sent")));

        try (RawHttp http = connect()) {
            for (String status : List.of("204", "304")) {
                RawMessage answer = http.get("/", "X-Status: " + status);
                assertThat(answer.startLine()).contains(" " + status);
                assertThat(answer.header("Transfer-Encoding")).isNull();
                if (status.equals("204")) {
                    assertThat(answer.header("Content-Length")).isNull();
                }
            }
            http.send(RawHttp.head("HEAD / HTTP/1.1", "X-Status: 200"));
            assertThat(http.readResponse("HEAD").status()).isEqualTo(200);
            assertThat(http.get("/", "X-Status: 200").text()).isEqualTo("not to be sent");
        }
    }

    @Test
    void aKnownLengthIsSentAsOne() throws Exception {
        rig().target(request -> Response.ok("hello"));

        try (RawHttp http = connect()) {
            RawMessage answer = http.get("/");
            assertThat(answer.headers().all("Content-Length")).containsExactly("5");
            assertThat(answer.header("Transfer-Encoding")).isNull();
        }
    }

    @Test
    void aFalseLengthOfAFilterIsNotBelieved() throws Exception {
        rig().target(request -> Response.of(200, Headers.of("Content-Length", "2"), Body.of("hello")));

        try (RawHttp http = connect()) {
            assertThat(http.get("/").text()).isEqualTo("hello");
            assertThat(http.get("/").text()).isEqualTo("hello");
        }
    }

    @Test
    void trailersOfARequestFollowItsBody() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        rig().target(request -> {
            seen.add(request.body().trailers().size());
            try (InputStream in = request.body().open()) {
                seen.add(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
            seen.add(String.valueOf(request.body().trailers().first("x-sum")));
            return Response.of(204);
        });

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Transfer-Encoding: chunked", "Trailer: X-Sum")
                    + "2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n");
            assertThat(http.readResponse().status()).isEqualTo(204);
        }
        assertThat(seen).containsExactly(0, "hi", "42");
    }

    @Test
    void aTargetThatBreaksOffLeavesTheChunksWithoutAnEnd() throws Exception {
        Body breaking = Body.of(new Breaking(), -1);
        rig().target(request -> Response.of(200, Headers.empty(), breaking));

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("GET / HTTP/1.1"));
            String rest = http.readRest();
            assertThat(rest).doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        rig().target(request -> Response.ok(request.path()));

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("GET /1 HTTP/1.1") + RawHttp.head("GET /2 HTTP/1.1"));
            assertThat(http.readResponse().text()).isEqualTo("/1");
            assertThat(http.readResponse().text()).isEqualTo("/2");
        }
    }

    @Test
    void aClientThatAsksBeforeItSendsItsBodyIsToldToGoOn() throws Exception {
        rig().at("/", (request, response) -> {
            byte[] body = request.getInputStream().readAllBytes();
            response.getWriter().write(new String(body, StandardCharsets.US_ASCII));
        });

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 5"));
            assertThat(http.readResponse().status()).isEqualTo(100);
            assertThat(http.send("hello").readResponse().text()).isEqualTo("hello");
        }
    }

    /** Whoever is refused need not send his content. On Tomcat this takes {@code continueResponseTiming=onRead}. */
    @Test
    void aClientThatAsksBeforeItSendsItsBodyIsRefusedWithoutIt() throws Exception {
        rig().filter(new Refusing());

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 5"));
            assertThat(http.readResponse().status()).isEqualTo(429);
        }
    }

    @Test
    void theApplicationMayUpgradeTheConnection() throws Exception {
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", (request, response) -> {
            if ("greeting".equals(request.getHeader("Upgrade"))) {
                response.setHeader("Upgrade", "greeting");
                response.setHeader("Connection", "Upgrade");
                request.upgrade(Greeting.class);
            }
        });

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: greeting"));
            assertThat(http.readHead().status()).isEqualTo(101);
            assertThat(http.readBytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
        }
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
    }

    /** What the connection of {@link #theApplicationMayUpgradeTheConnection} becomes: it says hello. */
    public static final class Greeting implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            try {
                connection.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void destroy() {}
    }

    @Test
    void aClientThatClosesOnlyItsOwnDirectionStillGetsItsAnswer() throws Exception {
        rig().at("/", App.text("hello"));

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("GET / HTTP/1.1", "Connection: close"));
            http.halfClose();
            assertThat(http.readResponse().text()).isEqualTo("hello");
        }
    }

    @Test
    void aResetDuringTheAnswerCountsAgainstNobody() throws Exception {
        Ends ends = new Ends();
        CompletableFuture<Boolean> writing = new CompletableFuture<>();
        rig().filter(ends.noting()).at("/", (request, response) -> {
            response.getOutputStream().print("begin");
            response.flushBuffer();
            writing.complete(true);
            new Endless().transferTo(response.getOutputStream());
        });

        try (RawHttp http = RawHttp.connectWithSmallWindow(rig().port())) {
            http.send(RawHttp.head("GET / HTTP/1.1"));
            writing.get(60, TimeUnit.SECONDS);
            http.reset();
        }

        assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
    }

    @Test
    void aRequestThatIsCutShortCountsAgainstNobody() throws Exception {
        Ends ends = new Ends();
        rig().target(
                        request -> {
                            request.body().open().readAllBytes();
                            return Response.of(200);
                        },
                        ends.noting());

        try (RawHttp http = connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 100") + "half of it");
            http.halfClose();
            assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
        }
    }

    @Test
    void fieldsOfAnAnswerStandInOrderAndWholeCase() throws Exception {
        rig().target(request -> Response.of(
                200,
                Headers.of("X-First", "1", "Set-Cookie", "a=b", "Set-Cookie", "c=d", "X-Last", "2"),
                Body.empty()));

        try (RawHttp http = connect()) {
            RawMessage answer = http.get("/");
            assertThat(answer.headers().all("Set-Cookie")).containsExactly("a=b", "c=d");
            assertThat(answer.headers().size()).isGreaterThanOrEqualTo(4);
            assertThat(answer.headers().all("X-First")).containsExactly("1");
        }
    }
}
