package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.okhttp.Mesh;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @EnumSource(Container.class)
    void aReloadKeepsWhatAShadowedFilterOfAServiceHasCounted(Container container) throws Exception {
        try (RawServer backend = RawServer.start(Script.ok("well"))) {
            String services = "backend: { endpoints: [\"http://127.0.0.1:" + backend.port()
                    + "\"], connectTimeout: 60s,"
                    + " filters: [ { rateLimit: { limit: 2, per: 1h, by: everyone, mode: shadow } } ] }\n";
            try (FileGateway gateway = new FileGateway(container, folder, services)) {
                twice(gateway);
                assertThat(wouldRefuse(gateway)).isZero();
                String more = services + "other: { endpoints: [\"http://127.0.0.1:" + backend.port() + "\"] }\n";
                assertThat(gateway.rewrite(more, "")).isEmpty();
                assertThat(gateway.hauberk().generation()).isEqualTo(2);
                twice(gateway);
                assertThat(wouldRefuse(gateway)).isPositive();
            }
        }
    }

    /** On one connection, so that the first has ended, and is counted, when the second is answered. */
    private static void twice(FileGateway gateway) throws IOException {
        try (RawHttp http = RawHttp.connect(gateway.port())) {
            assertThat(http.get("/a").status()).isEqualTo(200);
            assertThat(http.get("/a").status()).isEqualTo(200);
        }
    }

    private static double wouldRefuse(FileGateway gateway) {
        return gateway.counted("hauberk.policy.decisions", "filter", "rateLimit", "outcome", "would_refuse");
    }

    /** In a JVM of its own, since nobody can change the environment of this one. */
    @Test
    @Tag("long")
    void whatTheEnvironmentSwitchesOffIsOffForServicesToo() throws Exception {
        try (RawServer backend = RawServer.start(Script.ok("well"))) {
            for (String off : List.of("services/backend/rateLimit", "limits")) {
                assertThat(statuses(backend.port(), off)).as(off).containsExactly(200, 200, 200, 200);
            }
            assertThat(statuses(backend.port(), "")).containsExactly(200, 429, 200, 429);
        }
    }

    /** What two requests to each container's gateway are answered with, where the environment says so. */
    private List<Integer> statuses(int backend, String off) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                SwitchedProcess.class.getName(),
                Integer.toString(backend),
                folder.toString());
        builder.environment().put("HAUBERK_OFF", off);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(said.strip().split(" ", -1))
                    .map(Integer::valueOf)
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static int status(Mesh mesh) throws IOException {
        Request request = new Request.Builder().url("http://backend/a").build();
        try (Response response = mesh.okHttp().newCall(request).execute()) {
            return response.code();
        }
    }
}
