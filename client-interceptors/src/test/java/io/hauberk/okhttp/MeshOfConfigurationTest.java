package io.hauberk.okhttp;

import static io.hauberk.okhttp.MeshTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Handler;
import io.hauberk.RejectedException;
import io.hauberk.config.Hauberk;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    @Test
    void closingWithATimeWaitsForTheCallsOfItsClientsAndHandlersAndForNoOthers() throws Exception {
        try (RawServer slow = RawServer.start(Script.fallingSilentInBody());
                RawServer quick = RawServer.start(Script.ok("hi"))) {
            Path file = folder.resolve("hauberk.yaml");
            Files.writeString(
                    file,
                    yaml("http://127.0.0.1:" + slow.port(), "pass", "")
                            + "  other:\n    endpoints: [ \"http://127.0.0.1:" + quick.port() + "\" ]\n");
            try (Hauberk hauberk = Hauberk.loader(file).unwatched().load()) {
                io.hauberk.Response others =
                        hauberk.services().handler("orders").handle(io.hauberk.Request.get("/"));
                Mesh idle = Mesh.of(hauberk);
                assertThat(get(idle.okHttp(), "http://other/")).isEqualTo("hi");
                assertThat(idle.close(Attempts.MUCH)).isTrue();

                Mesh mesh = Mesh.of(hauberk);
                OkHttpClient http = mesh.okHttp();
                okhttp3.Response open =
                        http.newCall(MeshTest.request("http://orders/")).execute();
                assertThat(mesh.close(Duration.ofMillis(50))).isFalse();
                assertThatThrownBy(() -> get(http, "http://other/")).hasMessageContaining("closed");

                Mesh last = Mesh.of(hauberk);
                okhttp3.Response held = last.okHttp()
                        .newCall(MeshTest.request("http://orders/"))
                        .execute();
                CompletableFuture<Boolean> closed = new CompletableFuture<>();
                new Thread(() -> closed.complete(last.close(Attempts.MUCH))).start();
                assertThatThrownBy(() -> closed.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                held.close();
                assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();

                Mesh handing = Mesh.of(hauberk);
                Handler handler = handing.service("orders");
                io.hauberk.Response answer = handler.handle(io.hauberk.Request.get("/"));
                assertThat(handing.close(Duration.ofMillis(50))).isFalse();
                assertThat(handler.handle(io.hauberk.Request.get("/"))
                                .rejection()
                                .reason())
                        .isEqualTo("closing");
                answer.close();

                assertThat(hauberk.close(Duration.ofMillis(50))).isFalse();
                open.close();
                others.close();
                assertThat(hauberk.close(Duration.ofMillis(50))).isTrue();
            }
        }
    }

    private static String yaml(String endpoint, String egress, String identity) {
        return "hauberk: 1\n" + identity + "egress: " + egress + "\nservices:\n  orders:\n    endpoints: [ \""
                + endpoint + "\" ]\n    connectTimeout: 60s\n";
    }
}
