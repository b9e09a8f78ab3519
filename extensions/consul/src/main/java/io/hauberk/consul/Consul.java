package io.hauberk.consul;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.registry.Access;
import io.hauberk.registry.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The healthy instances of a Consul service, by blocking queries of its health endpoint: each waits until something has
 * changed, five minutes at most. The weight is the one that Consul has for an instance that passes; the instance's ID is
 * the key for consistent hashing; its metadata are labels, and so is each tag, as {@code tag.<name>} with the value {@code
 * true}, as far as 64 go.
 *
 * <p>Asks the agent of this machine unless told otherwise. Each watch holds a thread and a connection. Immutable,
 * thread-safe.
 *
 * @see <a href="https://developer.hashicorp.com/consul/api-docs/features/blocking">blocking queries</a>
 */
public final class Consul implements Discovery {
    private final Query query;

    private Consul(Query query) {
        this.query = query;
    }

    /** The instances of that service that pass all of their checks. */
    public static Consul service(String name) {
        return new Consul(new Query(require("A service", name)));
    }

    private Consul with(Consumer<Query> change) {
        Query changed = new Query(query);
        change.accept(changed);
        return new Consul(changed);
    }

    private static String require(String what, String text) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException(what + " of Consul has some characters and no spaces.");
        }
        return text;
    }

    /** Asks these agents or servers, the next where one fails. Default: {@code http://127.0.0.1:8500}. */
    public Consul at(String... urls) {
        if (urls.length == 0) {
            throw new IllegalArgumentException("Consul is asked at one URL at least. Name it, or leave url out.");
        }
        List<String> all = Stream.of(urls).map(Origin::requireUrl).toList();
        return with(q -> q.urls = all);
    }

    /** Trusts the authorities in this PEM file. Default: those of the JDK. */
    public Consul trust(Path file) {
        return with(q -> q.access = q.access.trusting(file));
    }

    /** Shows this certificate, PEM, with its issuers. Default: none. */
    public Consul certificate(Path certificate, Path privateKey) {
        return with(q -> q.access = q.access.showing(certificate, privateKey));
    }

    Consul access(UnaryOperator<Access> change) {
        return with(q -> q.access = change.apply(q.access));
    }

    /** Presents this token. Default: none. */
    public Consul token(String token) {
        return with(q -> q.token = require("A token", token));
    }

    /** In this datacenter. Default: the agent's. */
    public Consul datacenter(String datacenter) {
        return with(q -> q.datacenter = require("A datacenter", datacenter));
    }

    /** In this namespace, which Consul Enterprise has. Default: the token's. */
    public Consul namespace(String namespace) {
        return with(q -> q.namespace = require("A namespace", namespace));
    }

    /** Sorted by the round trip from this node; {@code _agent} for that of the agent. Default: as they come. */
    public Consul near(String node) {
        return with(q -> q.near = require("A node", node));
    }

    /** Only instances that have all of these tags. Default: any. */
    public Consul tags(List<String> tags) {
        tags.forEach(tag -> require("A tag", tag));
        return with(q -> q.tags = List.copyOf(tags));
    }

    /** Also instances of which a check warns, with the weight that Consul has for these. Default: no. */
    public Consul warning(boolean warning) {
        return with(q -> q.warning = warning);
    }

    /** The zone stands under this key in the metadata of the instance, else of its node. Default: {@code zone}. */
    public Consul zoneKey(String key) {
        return with(q -> q.zoneKey = require("A key of metadata", key));
    }

    @Override
    public Watch watch(Watcher watcher) {
        Origin origin = new Origin(query.urls, query.access);
        Rounds rounds = Rounds.apart(watcher, new BlockingQuery(watcher, query, origin));
        return () -> {
            rounds.close();
            origin.close();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Consul that && query.equals(that.query);
    }

    @Override
    public int hashCode() {
        return query.hashCode();
    }

    @Override
    public String toString() {
        return query.toString();
    }
}
