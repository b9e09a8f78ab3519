package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.PermissivePort.AUTHORITY;
import static io.hauberk.checks.whole.PermissivePort.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway behind a port for mutual TLS and plain text: what it knows of its callers, and what it tells others. */
@Timeout(120)
class PermissiveGatewayTest {
    private static final Credentials OTHER = AUTHORITY.issue("spiffe://shop/ns/test/sa/other");
    private static final String FILE = """
            hauberk: 1
            services: { backend: { connectTimeout: 60s, timeout: 60s, endpoints: [ "http://127.0.0.1:%d" ] } }
            routes:
              - name: peers
                match: [ { path: /peers } ]
                filters: [ { authorize: { allow: [ { peers: ["spiffe://shop/ns/prod/*"] } ] } } ]
                respond: { status: 200, body: "for peers" }
              - { name: all, match: [ { path: "/**" } ], to: backend }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(SecureContainer.class)
    void onlyACallerOverMutualTlsIsAPeer(SecureContainer kind) throws Exception {
        try (RawServer backend = RawServer.start(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                Hauberk hauberk = gateway(backend.port());
                PermissivePort port = new PermissivePort(kind, folder, context -> {
                    HauberkFilter.install(context, hauberk.gateway());
                    context.addServlet("nobody", new HttpServlet() {}).addMapping("/*");
                })) {
            for (int i = 0; i < 3; i++) {
                assertThat(status(port.tls(CALLER), "/peers")).isEqualTo("200");
                assertThat(status(port.connect(), "/peers")).isIn("401", "403");
                assertThat(status(port.tls(OTHER), "/peers")).isEqualTo("403");
            }
            assertThat(status(port.connect(), "/plain")).isEqualTo("200");
            assertThat(status(port.tls(CALLER), "/secure")).isEqualTo("200");
            assertThat(backend.requests())
                    .extracting(RawMessage::startLine, request -> request.header("X-Forwarded-Proto"))
                    .containsExactly(tuple("GET /plain HTTP/1.1", "http"), tuple("GET /secure HTTP/1.1", "https"));
        }
    }

    private Hauberk gateway(int backend) throws IOException {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), FILE.formatted(backend));
        return Hauberk.loader(file).unwatched().load();
    }

    private static String status(Socket connected, String path) throws IOException {
        try (Socket socket = connected) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.split(" ", 3)[1];
        }
    }
}
