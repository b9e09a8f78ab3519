package io.hauberk.testkit;

import static io.hauberk.testkit.ClientRows.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Headers;
import io.hauberk.testkit.OutboundContract.Call;
import org.junit.jupiter.api.Test;

/** The client stays the client that it is: its statuses, fields and redirects are HTTP's. */
interface HttpRows extends ClientRows {
    @Test
    default void answersWithoutABodyHaveNone() throws Exception {
        try (RawServer head = RawServer.start(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
                ClientContract.HttpClient client = client("retry: 0", head)) {
            Reply reply = call(client, new Call("HEAD", "/", Headers.empty(), null, null));
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEmpty();
            assertThat(reply.all("Content-Length")).containsExactly("5");
        }
        try (RawServer none = RawServer.start(Script.answering("HTTP/1.1 204 No Content\r\n\r\n"));
                ClientContract.HttpClient client = client("retry: 0", none)) {
            assertThat(call(client, Call.get("/")).status()).isEqualTo(204);
            assertThat(call(client, Call.get("/")).text()).isEmpty();
            assertThat(call(client, new Call("DELETE", "/", Headers.empty(), null, null))
                            .status())
                    .isEqualTo(204);
        }
        try (RawServer same = RawServer.start(Script.answering("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"));
                ClientContract.HttpClient client = client("retry: 0", same)) {
            Reply reply = call(client, new Call("GET", "/", Headers.of("If-None-Match", "\"1\""), null, null));
            assertThat(reply.status()).isEqualTo(304);
            assertThat(reply.all("ETag")).containsExactly("\"1\"");
        }
    }

    @Test
    default void fieldsOfTheConnectionAreNotTheClients() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client = client("retry: 0", server)) {
            call(client, Call.get("/"));
            call(client, Call.post("/", "body"));

            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests()).allSatisfy(request -> {
                assertThat(request.headers().all("Host")).containsExactly("shop");
                assertThat(request.header("Upgrade")).isNull();
                assertThat(request.headers().all("Connection")).hasSizeLessThan(2);
            });
            assertThat(server.requests().get(1).headers().all("Content-Length")).containsExactly("4");
            assertThat(server.requests().get(1).header("Transfer-Encoding")).isNull();
        }
    }

    @Test
    default void aRedirectIsFollowedByAFreshChoice() throws Exception {
        Script script = scene -> {
            while (true) {
                String there = scene.readRequest().target();
                scene.connection()
                        .send(
                                there.equals("/there")
                                        ? Script.response("arrived")
                                        : "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
            }
        };
        try (RawServer one = RawServer.start(script);
                RawServer two = RawServer.start(script);
                ClientContract.HttpClient client = client("balance: roundRobin\nretry: 0", one, two)) {
            assertThat(call(client, Call.get("/")).text()).isEqualTo("arrived");

            assertThat(one.requests()).hasSize(1);
            assertThat(two.requests()).hasSize(1);
        }
    }

    @Test
    default void credentialsStayBehindWhenARedirectLeadsAway() throws Exception {
        try (RawServer elsewhere = RawServer.start(Script.ok("elsewhere"));
                RawServer server = RawServer.start(Script.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                        + elsewhere.port() + "/\r\nContent-Length: 0\r\n\r\n"));
                ClientContract.HttpClient client = client("retry: 0", server)) {
            Call call = new Call("GET", "/", Headers.of("Authorization", "Bearer secret"), null, null);
            call(client, call); // A client may also stay where it is.

            assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer secret");
            assertThat(elsewhere.requests()).allSatisfy(request -> {
                assertThat(request.header("Authorization")).isNull();
                assertThat(request.header("x-envoy-expected-rq-timeout-ms")).isNull();
            });
        }
    }
}
