package io.hauberk.testkit;

import static io.hauberk.testkit.ClientRows.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Ticker;
import io.hauberk.Trace;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service is called by its name: its instances are balanced, and what failed is repeated where that is harmless. */
interface BalancedRows extends ClientRows {
    private static int requests(RawServer... servers) {
        int requests = 0;
        for (RawServer server : servers) {
            requests += server.requests().size();
        }
        return requests;
    }

    @Test
    default void callsAreBalancedOverTheInstances() throws Exception {
        try (RawServer one = RawServer.start(Script.ok("hi"));
                RawServer two = RawServer.start(Script.ok("hi"));
                RawServer three = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client = client("balance: roundRobin", one, two, three)) {
            for (int i = 0; i < 6; i++) {
                assertThat(call(client, Call.get("/")).text()).isEqualTo("hi");
            }

            assertThat(one.requests()).hasSize(2);
            assertThat(two.requests()).hasSize(2);
            assertThat(three.requests()).hasSize(2);
        }
    }

    @Test
    default void anInstanceThatIsDeadIsNotNoticed() throws Exception {
        try (RawServer alive = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client =
                        client("", "balance: roundRobin", RawServer.closedPort(), alive.port())) {
            for (int i = 0; i < 4; i++) {
                assertThat(call(client, Call.get("/")).text()).isEqualTo("hi");
                assertThat(call(client, Call.post("/", "body")).text()).isEqualTo("hi");
            }

            assertThat(alive.requests()).hasSize(8);
        }
    }

    @Test
    default void aGetWhoseAnswerNeverCameIsSentToAnotherInstance() throws Exception {
        try (RawServer dying = RawServer.start(Script.resettingAfterRequest());
                RawServer alive = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client =
                        client("balance: roundRobin\nretry: { on: [reset] }", dying, alive)) {
            for (int i = 0; i < 2; i++) {
                assertThat(call(client, Call.get("/")).text()).isEqualTo("hi");
            }

            assertThat(dying.requests()).isNotEmpty();
        }
    }

    @Test
    default void aPostWhoseAnswerNeverCameIsSentOnce() throws Exception {
        try (RawServer one = RawServer.start(Script.resettingAfterRequest());
                RawServer two = RawServer.start(Script.resettingAfterRequest());
                ClientContract.HttpClient client = client("retry: { on: [reset] }", one, two)) {
            assertThatThrownBy(() -> client.execute(Call.post("/", "body"))).isInstanceOf(IOException.class);

            assertThat(requests(one, two)).isEqualTo(1);
        }
    }

    @Test
    default void aPostWithAKeyIsSentAgainElsewhere() throws Exception {
        try (RawServer dying = RawServer.start(Script.resettingAfterRequest());
                RawServer alive = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client =
                        client("balance: roundRobin\nretry: { on: [reset] }", dying, alive)) {
            for (int i = 0; i < 2; i++) {
                Call keyed = new Call("POST", "/", Headers.of("Idempotency-Key", "k" + i), "body", null);
                assertThat(call(client, keyed).text()).isEqualTo("hi");
            }

            assertThat(dying.requests()).isNotEmpty();
            assertThat(alive.requests()).extracting(RawMessage::text).containsOnly("body");
        }
    }

    @Test
    default void anErrorOfTheServerIsAnAnswerAndIsNotSentAgain() throws Exception {
        String busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 4\r\n\r\nbusy";
        try (RawServer one = RawServer.start(Script.answering(busy));
                RawServer two = RawServer.start(Script.answering(busy));
                ClientContract.HttpClient client = client("retry: 2", one, two)) {
            Reply post = call(client, Call.post("/", "body"));
            Reply get = call(client, Call.get("/"));

            assertThat(post.status()).isEqualTo(503);
            assertThat(post.text()).isEqualTo("busy");
            assertThat(get.status()).isEqualTo(503);
            assertThat(requests(one, two)).isEqualTo(2);
        }
    }

    @Test
    default void theDeadlineOfTheOneForWhomWeCallIsSentOnAndEndsTheCall() throws Exception {
        RealTime.holds(this::theDeadlineOfTheOneForWhomWeCallIsSentOnAndEndsTheCall);
    }

    private void theDeadlineOfTheOneForWhomWeCallIsSentOnAndEndsTheCall(int scale) throws Exception {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(Duration.ofMillis(400L * scale), Ticker.system()));
        Trace trace = Trace.begin(true);
        exchange.traced(trace);
        try (RawServer server = RawServer.start(Script.silent());
                ClientContract.HttpClient client = client("timeout: 30s", server);
                Exchange.Scope scope = exchange.enter()) {
            assertThatThrownBy(() -> client.execute(Call.get("/"))).isInstanceOf(DeadlineExceededException.class);

            RawMessage request = server.requests().get(0);
            assertThat(Long.parseLong(String.valueOf(request.header("x-envoy-expected-rq-timeout-ms"))))
                    .isBetween(1L, 400L * scale);
            assertThat(request.header("traceparent")).contains(trace.traceId());
        }
    }

    @Test
    default void theTimeOfTheServiceEndsACallOnNobodysBehalf() throws Exception {
        try (RawServer server = RawServer.start(Script.silent());
                ClientContract.HttpClient client = client("timeout: 300ms", server)) {
            assertThatThrownBy(() -> client.execute(Call.get("/"))).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    default void aMeshThatIsClosedCallsNobody() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client = client("retry: 0", server)) {
            assertThat(call(client, Call.get("/")).text()).isEqualTo("hi");
            client.closeMesh();

            assertThatThrownBy(() -> client.execute(Call.get("/")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> client.execute(Call.get("http://127.0.0.1:" + server.port() + "/")))
                    .isInstanceOf(IOException.class);
            assertThat(server.requests()).hasSize(1);
        }
    }
}
