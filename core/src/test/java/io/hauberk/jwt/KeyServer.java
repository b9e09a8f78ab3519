package io.hauberk.jwt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that hands out keys: slowly, wrongly or not at all, as it is told. */
final class KeyServer implements AutoCloseable {
    static {
        // Else each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String keys;
    private volatile int status = 200;
    private volatile String cacheControl = "";
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private KeyServer(HttpServer server, String keys) {
        this.server = server;
        this.keys = keys;
    }

    static KeyServer start(String keys) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        KeyServer server = new KeyServer(http, keys);
        http.createContext("/jwks.json", server::answer);
        http.createContext("/.well-known/openid-configuration", server::configuration);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!cacheControl.isEmpty()) {
            exchange.getResponseHeaders().set("Cache-Control", cacheControl);
        }
        send(exchange, status, keys);
    }

    private void configuration(HttpExchange exchange) throws IOException {
        send(exchange, 200, "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + url() + "\"}");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return issuer() + "/jwks.json";
    }

    /** How often the keys were asked for. */
    int fetches() {
        return fetches.get();
    }

    void keys(String keys) {
        this.keys = keys;
    }

    void status(int status) {
        this.status = status;
    }

    void cacheControl(String value) {
        this.cacheControl = value;
    }

    /** Holds back all answers until the latch is open. */
    void gate(CountDownLatch gate) {
        this.gate = gate;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
