package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Response;
import io.hauberk.config.Hauberk;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meter of open connections, over real sockets. */
class ConnectionsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @Test
    void aConnectionIsActiveUntilTheAnswerWasReadAndThenIdle() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("0123456789".repeat(20_000)));
                Mesh mesh = Mesh.builder()
                        .metrics(meters)
                        .service(
                                "orders",
                                orders -> orders.endpoints("http://127.0.0.1:" + server.port())
                                        .connectTimeout(Attempts.MUCH))
                        .build()) {
            OkHttpClient http = mesh.okHttp();
            try (okhttp3.Response answer =
                    http.newCall(MeshTest.request("http://orders/")).execute()) {
                assertThat(shown(Connections.ALL, "active")).isEqualTo(1);
                assertThat(shown(Connections.ALL, "idle")).isZero();
                assertThat(answer.body().string()).hasSize(200_000);
            }
            assertThat(shown(Connections.ALL, "active")).isZero();
            assertThat(shown(Connections.ALL, "idle")).isEqualTo(1);

            Response response = mesh.service("orders").handle(io.hauberk.Request.get("/"));
            assertThat(shown("orders", "active")).isEqualTo(1);
            assertThat(Attempts.text(response)).hasSize(200_000);
            assertThat(shown("orders", "active")).isZero();
            assertThat(shown("orders", "idle")).isEqualTo(1);
            mesh.close();
            assertThat(meters.find("hauberk.mesh.connections").gauges()).isEmpty();
        }
    }

    @Test
    void afterReloadsTheConnectionsOfTheServiceAsItIsNowAreShown() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(file, yaml("orders", server.port(), 60));
            try (Hauberk hauberk =
                    Hauberk.loader(file).metrics(meters).unwatched().load()) {
                call(hauberk, "orders");
                for (int seconds = 61; seconds < 65; seconds++) {
                    Files.writeString(file, yaml("orders", server.port(), seconds));
                    assertThat(hauberk.reload()).isEmpty();
                    assertThat(shown("orders", "idle")).isZero();
                    call(hauberk, "orders");
                    assertThat(shown("orders", "idle")).isEqualTo(1);
                }
                Files.writeString(file, yaml("carts", server.port(), 60));
                assertThat(hauberk.reload()).isEmpty();
                call(hauberk, "carts");
                assertThat(shown("carts", "idle")).isEqualTo(1);
            }
            assertThat(meters.find("hauberk.mesh.connections").gauges()).isEmpty();
        }
    }

    private static void call(Hauberk hauberk, String service) throws Exception {
        assertThat(Attempts.text(hauberk.services().handler(service).handle(io.hauberk.Request.get("/"))))
                .isEqualTo("hi");
    }

    private static String yaml(String service, int port, int seconds) {
        return "hauberk: 1\nservices:\n  " + service + ":\n    endpoints: [ \"http://127.0.0.1:" + port
                + "\" ]\n    connectTimeout: 60s\n    timeout: " + seconds + "s\n";
    }

    private double shown(String service, String state) {
        return meters.get("hauberk.mesh.connections")
                .tags("service", service, "state", state)
                .gauge()
                .value();
    }
}
