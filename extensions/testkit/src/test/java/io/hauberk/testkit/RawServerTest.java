package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawServerTest {
    @Test
    void answersOverAKeptConnection() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hello"));
                RawHttp http = RawHttp.connect(server.port())) {
            assertThat(http.get("/a", "X-A: 1").text()).isEqualTo("hello");
            assertThat(http.get("/b?c#d").status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).extracting(RawMessage::target).containsExactly("/a", "/b?c#d");
            assertThat(server.requests().get(0).header("x-a")).isEqualTo("1");
        }
    }

    @Test
    void readsChunksTrailersAndInterimResponses() throws IOException {
        try (RawServer server =
                        RawServer.start(Script.chunked("X-Sum", "42", "one ", "two"), Script.interim("the answer"));
                RawHttp chunked = RawHttp.connect(server.port());
                RawHttp interim = RawHttp.connect(server.port())) {
            RawMessage answer = chunked.get("/");
            assertThat(answer.text()).isEqualTo("one two");
            assertThat(answer.trailers().first("x-sum")).isEqualTo("42");

            assertThat(interim.get("/").status()).isEqualTo(103);
            assertThat(interim.readResponse().status()).isEqualTo(100);
            assertThat(interim.readResponse().text()).isEqualTo("the answer");
        }
    }

    @Test
    void readsRequestBodies() throws IOException {
        try (RawServer server = RawServer.start(Script.ok(""));
                RawHttp http = RawHttp.connect(server.port())) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 3") + "abc")
                    .readResponse();
            http.send(RawHttp.head("POST / HTTP/1.1", "Transfer-Encoding: chunked") + "2\r\nde\r\n0\r\n\r\n")
                    .readResponse();

            assertThat(server.requests()).extracting(RawMessage::text).containsExactly("abc", "de");
        }
    }

    @Test
    void failsAsServersFail() throws IOException {
        try (RawServer server = RawServer.start(
                Script.resettingAtAccept(),
                Script.resettingAfterRequest(),
                Script.resettingInHead(),
                Script.resettingInBody(),
                Script.closingAfter("bye"),
                Script.halfOpen())) {
            assertThatThrownBy(() -> getOn(server)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> getOn(server)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> getOn(server)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> getOn(server)).isInstanceOf(SocketException.class);
            assertThat(getOn(server).text()).isEqualTo("bye");
            assertThatThrownBy(() -> getOn(server)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void dripsAnAnswer() throws IOException {
        try (RawServer server = RawServer.start(Script.dripping(Script.response("x"), Duration.ofMillis(1)))) {
            assertThat(getOn(server).text()).isEqualTo("x");
        }
    }

    @Test
    void closingTheServerEndsItsConnections() throws IOException {
        RawServer server = RawServer.start(Script.silent());
        try (RawHttp http = RawHttp.connect(server.port())) {
            http.send(RawHttp.head("GET / HTTP/1.1"));
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            server.close();
            http.awaitEnd();
        }
    }

    /** Those begin at 32,768 on Linux and higher elsewhere. */
    @Test
    void closedPortsAreAnotherEachTimeAndNoneThatASystemGivesAway() {
        int first = RawServer.closedPort();
        int second = RawServer.closedPort();
        assertThat(second).isNotEqualTo(first);
        assertThat(List.of(first, second)).allSatisfy(port -> assertThat(port).isBetween(1_024, 32_767));
        assertThatThrownBy(() -> RawHttp.connect(first)).isInstanceOf(ConnectException.class);
    }

    private static RawMessage getOn(RawServer server) throws IOException {
        try (RawHttp http = RawHttp.connect(server.port())) {
            return http.get("/");
        }
    }
}
