package io.hauberk.okhttp.faults;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;

/** Starts a server that has a fault. */
@FunctionalInterface
interface Fault {
    ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    Node start() throws IOException;

    /** Whether it is spoken to over TLS. */
    default boolean secure() {
        return false;
    }

    /** Whether it shows only on a connection that has served a request before. */
    default boolean pooled() {
        return false;
    }

    /** Whether it is a matter of time. */
    default boolean slow() {
        return false;
    }

    /** A server, and how many requests it has seen. */
    record Node(String url, IntSupplier requests, AutoCloseable closing) {}

    static Fault script(Script script) {
        return () -> raw(script, "http");
    }

    private static Node raw(Script script, String scheme) throws IOException {
        RawServer server = RawServer.start(script);
        return new Node(
                scheme + "://127.0.0.1:" + server.port(),
                () -> server.requests().size(),
                server);
    }

    static Fault slowly(Script script) {
        return with(script(script), false, false, true);
    }

    static Fault onPooled(Script script) {
        return with(script(script), false, true, false);
    }

    private static Fault with(Fault fault, boolean secure, boolean pooled, boolean slow) {
        return new Fault() {
            @Override
            public Node start() throws IOException {
                return fault.start();
            }

            @Override
            public boolean secure() {
                return secure;
            }

            @Override
            public boolean pooled() {
                return pooled;
            }

            @Override
            public boolean slow() {
                return slow;
            }
        };
    }

    static Fault refused() {
        return () -> new Node("http://127.0.0.1:" + RawServer.closedPort(), () -> 0, () -> {});
    }

    /** A port whose queue is full: packets go there and nothing comes back. */
    static Fault blackHole() {
        Fault hole = () -> {
            ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                try {
                    socket.connect(full.getLocalSocketAddress(), 50);
                } catch (IOException e) {
                    // Full, as it shall be.
                    socket.close();
                    continue;
                }
                waiting.add(socket);
            }
            return new Node("http://127.0.0.1:" + full.getLocalPort(), () -> 0, () -> {
                for (Socket socket : waiting) {
                    socket.close();
                }
                full.close();
            });
        };
        return with(hole, false, false, true);
    }

    /** Answers the first bytes of a handshake with an alert. */
    static Fault tlsRefused() {
        Fault refusing = () -> raw(
                scene -> {
                    scene.connection().readBytes(5);
                    scene.connection().send(new byte[] {0x15, 3, 3, 0, 2, 2, 40});
                    scene.connection().awaitEnd();
                },
                "https");
        return with(refusing, true, false, false);
    }

    static Fault secure(String name) {
        return with(() -> good(AUTHORITY.issue(name).sslContext()), true, false, false);
    }

    static Fault expired() {
        return with(() -> good(AUTHORITY.issueExpired("orders").sslContext()), true, false, false);
    }

    static Fault frames(FrameServer.Reaction reaction) {
        Fault fault = () -> {
            FrameServer server = FrameServer.start(AUTHORITY.issue("orders").sslContext(), reaction);
            return new Node("https://127.0.0.1:" + server.port(), server::requests, server);
        };
        return with(fault, true, false, false);
    }

    /** One without a fault. */
    static Node good(boolean secure) throws IOException {
        return secure ? good(AUTHORITY.issue("orders").sslContext()) : raw(Script.ok("good"), "http");
    }

    private static Node good(javax.net.ssl.SSLContext tls) throws IOException {
        MockWebServer server = new MockWebServer();
        server.useHttps(tls.getSocketFactory());
        server.setDispatcher(new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(mockwebserver3.RecordedRequest request) {
                return new MockResponse.Builder().body("good").build();
            }
        });
        server.start(InetAddress.getLoopbackAddress(), 0);
        return new Node("https://127.0.0.1:" + server.getPort(), server::getRequestCount, server);
    }
}
