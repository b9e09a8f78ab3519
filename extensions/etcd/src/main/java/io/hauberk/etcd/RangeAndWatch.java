package io.hauberk.etcd;

import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.json.Tree;
import io.hauberk.registry.Incoming;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all keys under the prefix, then watches from the revision after. A watch that is silent for two minutes is begun
 * anew, since the gateway sends nothing by which one could tell silence from a dead connection; so is one whose revision was
 * compacted away. Each beginning reads all again.
 */
final class RangeAndWatch implements Rounds.Look {
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final String SILENT = "";
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final int MAX_EVENT = 8 << 20;
    /** An endpoint with all its labels has a few thousand characters. */
    private static final int MAX_VALUE = 64 << 10;

    /** As many as are used, and one to notice that there are more. */
    private static final int LIMIT = 10_001;

    private final Watcher watcher;
    private final String range;
    private final Gateway gateway;
    private final Sieve sieve;
    private final Map<String, String> values = new TreeMap<>();

    RangeAndWatch(Watcher watcher, String prefix, Gateway gateway) {
        this.watcher = watcher;
        this.range = range(prefix);
        this.gateway = gateway;
        this.sieve = new Sieve(watcher.service(), "etcd");
    }

    /** The members that stand for all keys with this prefix: up to the next key without it. */
    static String range(String prefix) {
        byte[] from = prefix.getBytes(StandardCharsets.UTF_8);
        // The last byte of UTF-8 is never 255, so one more always fits.
        byte[] to = Arrays.copyOf(from, from.length);
        to[to.length - 1]++;
        return "\"key\":\"" + Base64.getEncoder().encodeToString(from) + "\",\"range_end\":\""
                + Base64.getEncoder().encodeToString(to) + "\"";
    }

    @Override
    public Duration look(Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        long revision = read();
        found.accept(endpoints());
        watch(revision + 1, found);
        return Duration.ZERO;
    }

    private long read() throws IOException, InterruptedException {
        Tree answer = gateway.call("/v3/kv/range", "{" + range + ",\"limit\":\"" + LIMIT + "\"}");
        long revision = answer.at("header", "revision").number(-1);
        if (revision < 0) {
            throw new IOException("etcd answers a range with what is none.");
        }
        values.clear();
        answer.at("kvs").elements().forEach(this::put);
        return revision;
    }

    private void watch(long from, Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        String create = "{\"create_request\":{" + range + ",\"start_revision\":\"" + from + "\"}}";
        try (Incoming answer = gateway.open("/v3/watch", create)) {
            // The first line says that the watch was made.
            String line = answer.line(MAX_EVENT, FIRST);
            while (line != null) {
                if (!goesOn(line, found)) {
                    return;
                }
                line = next(answer);
            }
            throw new IOException("etcd ended the watch.");
        }
    }

    /** What etcd never sends, where it was silent. */
    private static @Nullable String next(Incoming answer) throws IOException, InterruptedException {
        try {
            return answer.line(MAX_EVENT, SILENCE);
        } catch (Incoming.SilentException e) {
            return SILENT;
        }
    }

    private boolean goesOn(String line, Consumer<List<Endpoint>> found) throws IOException {
        if (line.equals(SILENT)) {
            return false;
        }
        Tree message = Gateway.object(line);
        Tree result = message.at("result");
        if (!result.isObject()) {
            throw new IOException(
                    "etcd ended the watch: " + message.at("error", "message").text("no reason given") + ".");
        }
        if (result.at("canceled").flag(false)) {
            if (result.at("compact_revision").number(0) > 0) {
                return false;
            }
            throw new IOException(
                    "etcd ended the watch: " + result.at("cancel_reason").text("no reason given") + ".");
        }
        List<Tree> events = result.at("events").elements();
        for (Tree event : events) {
            if (event.at("type").text("PUT").equals("DELETE")) {
                values.remove(decoded(event.at("kv", "key")));
            } else {
                put(event.at("kv"));
            }
        }
        if (!events.isEmpty()) {
            found.accept(endpoints());
        }
        return true;
    }

    private void put(Tree kv) {
        String key = decoded(kv.at("key"));
        if (values.size() < LIMIT || values.containsKey(key)) {
            String value = decoded(kv.at("value"));
            // Ten thousand of etcd's largest values are more than fit in memory. Whoever reads this one will say so.
            values.put(key, value.length() > MAX_VALUE ? "" : value);
        }
    }

    private static String decoded(Tree base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.text("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A value that is none; whoever reads it will say so.
            return "";
        }
    }

    private List<Endpoint> endpoints() throws IOException {
        return sieve.sift(
                values.entrySet(), entry -> Value.endpoint(entry.getKey(), entry.getValue(), watcher.scheme()));
    }
}
