package io.hauberk.consul;

import io.hauberk.testkit.discovery.RegistryCall;
import io.hauberk.testkit.discovery.RegistryServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake of the health endpoint of a Consul agent, over real HTTP and as its documentation says: an index in each answer,
 * queries that wait until it has grown, tokens. It gives what it was told to give: filters are Consul's own affair.
 */
final class FakeConsul implements AutoCloseable {
    final RegistryServer server;
    /** What was asked: path and index. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    volatile String token = "";
    volatile String lastQuery = "";
    private volatile long index = 10;
    private volatile String entries = "[]";
    private volatile boolean released;

    FakeConsul() throws IOException {
        server = RegistryServer.start(null, this::answer);
    }

    Consul discovery() {
        return Consul.service("orders").at(server.url());
    }

    void publish(String... entries) {
        this.entries = "[" + String.join(",", entries) + "]";
        index++;
    }

    /** The state was restored from a backup: the index is that of then. */
    void restore(long index, String... entries) {
        this.entries = "[" + String.join(",", entries) + "]";
        this.index = index;
        released = true;
    }

    static String entry(String id, String address, int port, String more) {
        return "{\"Node\":{\"Node\":\"n1\",\"Address\":\"10.9.9.9\",\"Datacenter\":\"dc1\",\"Meta\":{\"zone\":\"node-zone\"}},"
                + "\"Service\":{\"ID\":\"" + id + "\",\"Service\":\"orders\",\"Address\":\"" + address + "\",\"Port\":"
                + port
                + more + "},\"Checks\":[{\"CheckID\":\"serfHealth\",\"Status\":\"passing\"}]}";
    }

    private void answer(RegistryCall call) throws IOException {
        String from = call.query("index");
        asked.add(call.path() + " " + from);
        lastQuery = "passing=" + call.query("passing") + " dc=" + call.query("dc") + " near=" + call.query("near")
                + " tag=" + call.query("tag");
        if (!token.isEmpty() && !token.equals(call.header("X-Consul-Token"))) {
            call.reply(403, "Permission denied: token with AccessorID '0000' lacks permission 'service:read'");
            return;
        }
        long wanted = from == null ? 0 : Long.parseLong(from);
        while (wanted > 0 && index <= wanted && !released && !server.garbled()) {
            if (call.gone()) {
                return;
            }
        }
        released = false;
        call.reply(200, server.garbled() ? "<html>It works!</html>" : entries, "X-Consul-Index: " + index);
    }

    @Override
    public void close() throws IOException {
        released = true;
        server.close();
    }
}
