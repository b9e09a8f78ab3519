package io.hauberk.testkit;

import static io.hauberk.testkit.ClientRows.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.RejectedException;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Hosts that are no service follow the egress rule. */
interface HostRows extends ClientRows {
    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    @Test
    default void aHostThatIsNoServiceIsCalledWithoutTheMesh() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                RawServer outside = RawServer.start(Script.ok("outside"));
                ClientContract.HttpClient client = client("retry: 0", server)) {
            assertThat(call(client, Call.get(url(outside))).text()).isEqualTo("outside");

            RawMessage request = outside.requests().get(0);
            assertThat(request.header("x-envoy-expected-rq-timeout-ms")).isNull();
            assertThat(request.header("traceparent")).isNull();
        }
    }

    @Test
    default void aHostThatIsNoServiceIsRefusedWhereThatIsTheRule() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                RawServer outside = RawServer.start(Script.ok("outside"));
                ClientContract.HttpClient client = client("egress: refuse\n", "retry: 0", server.port())) {
            assertThatThrownBy(() -> client.execute(Call.get(url(outside))))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("unknown-host");
            assertThat(call(client, Call.get("/")).text()).isEqualTo("hi");
            assertThat(outside.requests()).isEmpty();
        }
    }

    @Test
    default void nobodyOutsideLeadsACallIntoTheMesh() throws Exception {
        String into = "HTTP/1.1 302 Found\r\nLocation: http://shop/\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.start(Script.ok("hi"));
                RawServer outside = RawServer.start(Script.answering(into));
                ClientContract.HttpClient client = client("retry: 0", server)) {
            try (Answer answer = client.execute(Call.get(url(outside)))) {
                assertThat(answer.status()).isEqualTo(302);
            } catch (IOException e) {
                // Or the client looks for a host of that name by itself, and finds none.
                assertThat(e).isNotInstanceOf(RejectedException.class);
            }
            assertThat(server.requests()).isEmpty();
        }
    }
}
