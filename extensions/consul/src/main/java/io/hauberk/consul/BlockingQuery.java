package io.hauberk.consul;

import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.json.Tree;
import io.hauberk.registry.Incoming;
import io.hauberk.registry.Origin;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One query after the other, each from the index of the last. An index that goes backwards begins anew (a server was
 * restored), and so does one after a failure; one below 1 counts as 1, since 0 would not wait. An answer that is the same
 * as the last is told again, but not read again.
 */
final class BlockingQuery implements Rounds.Look {
    private static final Duration WAIT = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration CONTENT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 32 << 20;

    private final Watcher watcher;
    private final Query query;
    private final Origin origin;
    private final Sieve sieve;
    private long index;
    private String last = "";
    private List<Endpoint> known = List.of();

    BlockingQuery(Watcher watcher, Query query, Origin origin) {
        this.watcher = watcher;
        this.query = query;
        this.origin = origin;
        this.sieve = new Sieve(watcher.service(), "Consul");
    }

    @Override
    public Duration look(Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        long from = index;
        index = 0;
        // Consul adds up to a sixteenth by chance.
        Duration within = from == 0 ? GRACE : WAIT.plus(WAIT.dividedBy(16)).plus(GRACE);
        try (Incoming answer = origin.get(query.target() + waiting(from), headers(), within)) {
            String text = answer.text(MAX_BYTES, CONTENT);
            require(answer, text);
            if (!text.equals(last) || text.isEmpty()) {
                known = sieve.sift(entries(text), entry -> Instance.endpoint(entry, watcher.scheme(), query));
                last = text;
            }
            found.accept(known);
            index = next(from, new Tree(answer.header("X-Consul-Index")).number(0));
        }
        return Duration.ZERO;
    }

    private String waiting(long from) {
        return from == 0 ? "" : "index=" + from + "&wait=" + WAIT.toSeconds() + "s";
    }

    static long next(long from, long told) {
        return told < from ? 0 : Math.max(1, told);
    }

    private Map<String, String> headers() {
        return query.token == null ? Map.of() : Map.of("X-Consul-Token", query.token);
    }

    private static List<Tree> entries(String text) throws IOException {
        Tree list = Tree.list(text);
        if (!list.isList()) {
            throw new IOException("Consul answers with what is no list of instances.");
        }
        return list.elements();
    }

    private void require(Incoming answer, String text) throws IOException {
        if (answer.status() == 403) {
            throw new IOException("Consul does not let us read the service " + query.service
                    + " (403). Give us a token with service:read and node:read for it.");
        }
        if (answer.status() != 200) {
            String reason = text.length() > 200 ? text.substring(0, 200) : text;
            throw new IOException("Consul answers " + answer.status() + ": "
                    + reason.replaceAll("\\s+", " ").strip() + ".");
        }
    }
}
