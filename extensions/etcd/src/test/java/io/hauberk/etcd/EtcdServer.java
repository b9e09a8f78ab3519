package io.hauberk.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real etcd, of Debian's package etcd-server, in a folder of its own. */
final class EtcdServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final int port = RawServer.closedPort();
    private final int peerPort = RawServer.closedPort();
    private Process process;

    EtcdServer(Path folder) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "etcd"))),
                "There is no etcd on the path. Debian has it in the package etcd-server.");
        this.folder = folder;
        start();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() throws Exception {
        String peer = "http://127.0.0.1:" + peerPort;
        process = new ProcessBuilder(
                        "etcd",
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + url(),
                        "--advertise-client-urls=" + url(),
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--logger=zap")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
        for (int i = 0; !healthy(); i++) {
            if (i > 900 || !process.isAlive()) {
                throw new IOException("etcd does not start: " + Files.readString(folder.resolve("etcd.log")));
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    private boolean healthy() throws InterruptedException {
        try {
            post("/v3/kv/range", "{\"key\":\"eA==\"}");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it again, if it is dead. */
    void revive() throws Exception {
        if (!process.isAlive()) {
            start();
        }
    }

    /** Deletes all keys that begin so. */
    void clear(String prefix) throws IOException, InterruptedException {
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        post("/v3/kv/deleterange", "{\"key\":\"" + base64(prefix) + "\",\"range_end\":\"" + base64(end) + "\"}");
    }

    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String post(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One transaction, of which watchers hear at once. */
    void transaction(List<String> operations) throws IOException, InterruptedException {
        post("/v3/kv/txn", "{\"success\":[" + String.join(",", operations) + "]}");
    }

    static String put(String key, String value) {
        return "{\"request_put\":{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(value) + "\"}}";
    }

    static String delete(String key) {
        return "{\"request_delete_range\":{\"key\":\"" + base64(key) + "\"}}";
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
