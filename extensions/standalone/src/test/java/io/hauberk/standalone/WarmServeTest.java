package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that are warmed up before the gateway is ready, and asked whether they are well. */
class WarmServeTest {
    @TempDir
    Path folder;

    private final Upstream upstream = Upstream.echo("one");

    @AfterEach
    void stop() {
        upstream.close();
    }

    private Running serve(String url, String service) throws IOException {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), """
                hauberk: 1
                server: { port: 0, address: 127.0.0.1, admin: { port: 0 } }
                routes:
                  - { name: all, match: [ { path: "/**" } ], to: one }
                services: { one: { endpoints: [ "%s" ], connectTimeout: 20s, %s } }
                """.formatted(url, service));
        return Running.serve(file);
    }

    @Test
    void onceItIsReadyItsConnectionsAreThere() throws Exception {
        try (Running gateway = serve(upstream.url(), "warmUp: { endpoints: 1, path: /warm, timeout: 50s }")) {
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(gateway.get("/hello").status()).isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void whoIsNotThereKeepsNobodyFromBeingReady() throws Exception {
        String nobody = "http://127.0.0.1:" + RawServer.closedPort();
        try (Running gateway = serve(nobody, "warmUp: { endpoints: 1, timeout: 50s }")) {
            assertThat(gateway.admin("/health/ready").status()).isEqualTo(200);
            gateway.awaitLog("Service one was reached at 0 endpoints instead of 1");
        }
    }

    @Test
    void healthIsCheckedAndShown() throws Exception {
        try (Running gateway = serve(upstream.url(), "healthCheck: { path: /health, every: 100ms, timeout: 50s }")) {
            String wanted = "hauberk_mesh_health_checks_total{outcome=\"passed\",service=\"one\"}";
            for (int i = 0; !gateway.admin("/metrics").body().contains(wanted); i++) {
                assertThat(i).isLessThan(2_000);
                Sleeper.system().sleep(Duration.ofMillis(25));
            }
            assertThat(gateway.admin("/metrics").body())
                    .contains("hauberk_mesh_endpoints{service=\"one\",state=\"unhealthy\"} 0.0");
        }
    }
}
