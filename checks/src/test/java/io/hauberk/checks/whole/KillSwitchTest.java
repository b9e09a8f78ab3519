package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.okhttp.Mesh;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kill switches over the filters of a service, in a running gateway and its mesh. */
class KillSwitchTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatGuardsAServiceIsOffBehindTheGatewayAndInTheMesh(Container container) throws Exception {
        try (RawServer backend = RawServer.start(Script.ok("well"))) {
            String services = "backend: { endpoints: [\"http://127.0.0.1:" + backend.port()
                    + "\"], connectTimeout: 60s, filters: [ { rateLimit: { limit: 1, per: 1h, by: everyone } } ] }\n";
            try (FileGateway gateway = new FileGateway(container, folder, services);
                    Mesh mesh = Mesh.of(gateway.hauberk())) {
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(200);
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(429);

                gateway.hauberk().gateway().switchOff("services/backend/rateLimit", HOUR, "it counts wrongly");
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(200);
                assertThat(status(mesh)).isEqualTo(200);
                assertThat(gateway.shown("hauberk.switches.off", "what", "services/backend/rateLimit"))
                        .isEqualTo(1);
                mesh.switchOn("services/backend/rateLimit");
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(429);

                assertThat(gateway.rewrite(services, "killSwitches: [ limits ]\n"))
                        .isEmpty();
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(200);
                assertThat(gateway.rewrite(services, "")).isEmpty();
                assertThat(gateway.request("GET /a HTTP/1.1").status()).isEqualTo(429);
            }
        }
    }

    private static int status(Mesh mesh) throws IOException {
        Request request = new Request.Builder().url("http://backend/a").build();
        try (Response response = mesh.okHttp().newCall(request).execute()) {
            return response.code();
        }
    }
}
