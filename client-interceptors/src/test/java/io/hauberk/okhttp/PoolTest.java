package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** When idle connections are closed. */
class PoolTest {
    @Test
    void whereAnEndpointIsGoneIdleConnectionsAreClosedAtTheNextLook() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"));
                Pool pool = new Pool()) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .connectionPool(pool.connections())
                    .build();
            pool.sample();
            call(client, server);
            pool.sample();
            assertThat(pool.connections().idleConnectionCount()).isEqualTo(1);
            pool.forget();
            pool.sample();
            assertThat(pool.connections().idleConnectionCount()).isZero();
            call(client, server);
            pool.sample();
            assertThat(pool.connections().idleConnectionCount()).as("once").isEqualTo(1);
        }
    }

    private static void call(OkHttpClient client, RawServer server) throws Exception {
        Request request = new Request.Builder()
                .url("http://127.0.0.1:" + server.port() + "/")
                .build();
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.body().string()).isEqualTo("hi");
        }
    }
}
