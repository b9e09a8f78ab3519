package io.hauberk.benchmarks.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.ThrowawayAuthority;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"plain,plain", "mtls,mtls", "mesh,mtls", "mesh,hauberk"})
    void each_caller_reaches_its_service(String caller, String service) throws Exception {
        RealTime.holds(scale -> reaches(caller, service, 300_000_000L * scale));
    }

    private void reaches(String caller, String service, long nanos) throws Exception {
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        authority.issue("caller", "localhost").writeTo(folder.resolve("caller"));
        authority.issue("orders", "localhost").writeTo(folder.resolve("service"));
        Server server = Service.start(service, folder.resolve("service"));
        try {
            int port = Service.port(server);
            OkHttpClient client = Caller.client(caller, port, folder.resolve("caller"));

            String fast = Calls.of(client, Caller.url(caller, port)).run(nanos, 2, 0);
            String paced = Calls.of(client, Caller.url(caller, port)).run(nanos, 2, 100);

            assertThat(fast).matches("[1-9]\\d* \\d+ \\d+ \\d+");
            assertThat(paced).matches("[1-9]\\d* \\d+ \\d+ \\d+");
        } finally {
            server.stop();
        }
    }
}
