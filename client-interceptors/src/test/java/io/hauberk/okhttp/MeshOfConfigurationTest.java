package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.RejectedException;
import io.hauberk.config.Hauberk;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mesh of a YAML file. */
class MeshOfConfigurationTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @TempDir
    Path folder;

    @Test
    void clientsFollowTheFile() throws Exception {
        try (RawServer first = RawServer.start(Script.ok("first"));
                RawServer second = RawServer.start(Script.ok("second"))) {
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(file, yaml("http://127.0.0.1:" + first.port(), "pass", ""));
            try (Hauberk hauberk = Hauberk.loader(file).unwatched().load();
                    Mesh mesh = Mesh.of(hauberk)) {
                OkHttpClient http = mesh.okHttp();
                assertThat(get(http, "http://orders/")).isEqualTo("first");
                Files.writeString(file, yaml("http://127.0.0.1:" + second.port(), "refuse", ""));
                assertThat(hauberk.reload()).isEmpty();
                assertThat(get(http, "http://orders/")).isEqualTo("second");
                assertThatThrownBy(() -> get(http, "http://127.0.0.1:" + first.port() + "/"))
                        .isInstanceOf(RejectedException.class);
                mesh.close();
                assertThat(hauberk.services()
                                .handler("orders")
                                .handle(io.hauberk.Request.get("/"))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theIdentityOfTheFileIsShownAndItsTimeIsAMeter() throws Exception {
        AUTHORITY.issue("spiffe://shop/ns/prod/sa/edge").writeTo(folder);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(AUTHORITY.issue("orders").sslContext().getSocketFactory());
            server.requireClientAuth();
            server.enqueue(new MockResponse.Builder().body("hi").build());
            server.enqueue(new MockResponse.Builder().body("hi").build());
            server.start();
            String identity = "identity: { certificate: tls.crt, privateKey: tls.key, trust: ca.crt }\n";
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(
                    file,
                    yaml("https://127.0.0.1:" + server.getPort(), "pass", identity) + "    tls: { mode: mutual }\n");
            try (Hauberk hauberk =
                            Hauberk.loader(file).metrics(meters).unwatched().load();
                    Mesh mesh = Mesh.of(hauberk)) {
                assertThat(get(mesh.okHttp(), "http://orders/")).isEqualTo("hi");
                assertThat(Attempts.text(hauberk.services().handler("orders").handle(io.hauberk.Request.get("/"))))
                        .isEqualTo("hi");
                assertThat(meters.get("hauberk.tls.certificate.expiry").gauge().value())
                        .isPositive();
            }
        }
    }

    private static String yaml(String endpoint, String egress, String identity) {
        return "hauberk: 1\n" + identity + "egress: " + egress + "\nservices:\n  orders:\n    endpoints: [ \""
                + endpoint + "\" ]\n";
    }
}
