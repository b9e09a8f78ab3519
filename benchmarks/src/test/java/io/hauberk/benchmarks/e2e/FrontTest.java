package io.hauberk.benchmarks.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.benchmarks.Tokens;
import io.hauberk.testkit.RealTime;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontTest {
    @ParameterizedTest
    @ValueSource(strings = {"bare", "forward", "full", "proxy-handler"})
    void each_gateway_forwards_what_the_load_sends(String name) throws Exception {
        // A gateway that waits for too long, for its keys or for a connection, says so, and the load ends.
        RealTime.holds(scale -> forwards(name));
    }

    private static void forwards(String name) throws Exception {
        Tokens issuer = Tokens.shared();
        Path keys = issuer.keyFile();
        try (ServerSocket upstream = Upstream.open()) {
            Thread thread = new Thread(() -> Upstream.accept(upstream));
            thread.start();
            Server server = Front.start(name, upstream.getLocalPort(), 20, keys);
            try {
                String answer = Load.run(Front.port(server), 50_000_000, 2, 20, List.of(issuer.token("alice")));

                assertThat(answer).matches("[1-9]\\d* \\d+ \\d+ \\d+");
            } finally {
                server.stop();
            }
        }
    }
}
