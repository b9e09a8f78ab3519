package io.hauberk.kubernetes;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import io.hauberk.testkit.discovery.RegistryCall;
import io.hauberk.testkit.discovery.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake of the part of the Kubernetes API server that serves EndpointSlices, over real HTTPS and as its documentation
 * says: bearer tokens, pages with continuation tokens, watches from a version, bookmarks, 410 for versions that are gone.
 */
final class FakeApiServer implements AutoCloseable {
    private static final String PATH = "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices";

    final RegistryServer server;
    final Path token;
    final Path trust;
    /** What was asked, one line a request: {@code list}, {@code list continue}, {@code watch 7}. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private volatile String validToken = "token-1";
    private volatile int generation;
    /** The newest version that went out over a watch. */
    volatile long sent;

    // Guarded by this.
    private final Map<String, String> slices = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private long version = 100;
    private long oldest = 100;
    int pageSize = 500;

    record Event(long version, String json) {}

    FakeApiServer(Path folder) throws IOException {
        ThrowawayAuthority authority = ThrowawayAuthority.create();
        Credentials credentials = authority.issue("127.0.0.1", "kubernetes.default.svc");
        token = Files.writeString(folder.resolve("token"), validToken + "\n");
        trust = Files.writeString(folder.resolve("ca.crt"), authority.pem());
        server = RegistryServer.start(credentials.sslContext(), this::answer);
    }

    Kubernetes discovery() {
        return Kubernetes.service("orders.shop").api(server.url()).token(token).trust(trust);
    }

    /** A new token is valid, and the old one no more. */
    void rotate(String fresh) throws IOException {
        validToken = fresh;
        Files.writeString(token, fresh);
    }

    void revoke() {
        validToken = "another";
    }

    /** Ends all watches, as their timeout would. */
    void endWatches() {
        generation++;
    }

    /** Makes all of these changes before anybody hears of one. */
    synchronized void atOnce(Runnable changes) {
        changes.run();
    }

    /** Versions before now are gone. */
    synchronized void compact() {
        events.clear();
        oldest = ++version;
        endWatches();
    }

    /** What there is came from a backup, and so did the version. */
    synchronized void restore() {
        events.clear();
        version = 50;
        oldest = 0;
        endWatches();
    }

    private synchronized boolean ahead(RegistryCall call) {
        return Long.parseLong(String.valueOf(call.query("resourceVersion"))) > version;
    }

    synchronized void bookmark() {
        version++;
        record(
                "BOOKMARK",
                "{\"kind\":\"EndpointSlice\",\"apiVersion\":\"discovery.k8s.io/v1\",\"metadata\":{"
                        + "\"resourceVersion\":\"" + version
                        + "\",\"creationTimestamp\":null},\"endpoints\":null,\"ports\":null}");
    }

    /** Adds or changes a slice. */
    synchronized void put(String name, String type, String ports, String... endpoints) {
        version++;
        String json = "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"shop\",\"resourceVersion\":\"" + version
                + "\",\"labels\":{\"kubernetes.io/service-name\":\"orders\"}},\"addressType\":\"" + type
                + "\",\"ports\":" + ports + ",\"endpoints\":[" + String.join(",", endpoints) + "]}";
        record(slices.put(name, json) == null ? "ADDED" : "MODIFIED", json);
    }

    synchronized void remove(String name) {
        version++;
        String gone = slices.remove(name);
        if (gone != null) {
            record(
                    "DELETED",
                    gone.replaceFirst("\"resourceVersion\":\"\\d+\"", "\"resourceVersion\":\"" + version + "\""));
        }
    }

    synchronized List<String> names() {
        return List.copyOf(slices.keySet());
    }

    private void record(String type, String object) {
        events.add(new Event(version, "{\"type\":\"" + type + "\",\"object\":" + object + "}"));
        notifyAll();
    }

    private void answer(RegistryCall call) throws IOException {
        if (!("Bearer " + validToken).equals(call.header("Authorization"))) {
            call.reply(401, status(401, "Unauthorized"));
        } else if (!call.path().equals(PATH)
                || !"kubernetes.io/service-name=orders".equals(call.query("labelSelector"))) {
            call.reply(403, status(403, "endpointslices.discovery.k8s.io is forbidden"));
        } else if ("true".equals(call.query("watch"))) {
            asked.add("watch " + call.query("resourceVersion"));
            if (ahead(call)) {
                call.reply(504, status(504, "Timeout: Too large resource version"));
            } else {
                watch(call);
            }
        } else {
            asked.add(call.query("continue") == null ? "list" : "list continue");
            list(call);
        }
    }

    private static String status(int code, String message) {
        return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"" + message
                + "\",\"code\":" + code + "}";
    }

    private void list(RegistryCall call) throws IOException {
        String answer;
        synchronized (this) {
            String from = call.query("continue");
            int begin = from == null ? 0 : Integer.parseInt(from.substring(from.indexOf(' ') + 1));
            long of = from == null ? version : Long.parseLong(from.substring(0, from.indexOf(' ')));
            List<String> all = new ArrayList<>(slices.values());
            int end = Math.min(all.size(), begin + pageSize);
            answer = of < oldest
                    ? null
                    : "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"" + of + "\""
                            + (end < all.size() ? ",\"continue\":\"" + of + " " + end + "\"" : "") + "},\"items\":["
                            + String.join(",", all.subList(begin, end)) + "]}";
        }
        if (answer == null) {
            call.reply(410, status(410, "The provided continue parameter is too old"));
        } else {
            call.reply(200, answer);
        }
    }

    private void watch(RegistryCall call) throws IOException {
        long from = Long.parseLong(String.valueOf(call.query("resourceVersion")));
        int begun = generation;
        call.begin();
        while (begun == generation && !call.gone()) {
            if (server.garbled()) {
                call.send("<html>It works!</html>");
                break;
            }
            List<Event> fresh;
            synchronized (this) {
                if (from < oldest) {
                    fresh = List.of(new Event(
                            from, "{\"type\":\"ERROR\",\"object\":" + status(410, "too old resource version") + "}"));
                } else {
                    long after = from;
                    fresh = events.stream()
                            .filter(event -> event.version() > after)
                            .toList();
                }
            }
            for (Event event : fresh) {
                call.send(event.json());
                from = Math.max(from, event.version());
                sent = from;
            }
            if (!fresh.isEmpty() && fresh.get(0).json().startsWith("{\"type\":\"ERROR\"")) {
                break;
            }
        }
        call.end();
    }

    @Override
    public void close() throws IOException {
        endWatches();
        server.close();
    }
}
