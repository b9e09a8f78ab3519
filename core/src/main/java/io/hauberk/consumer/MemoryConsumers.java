package io.hauberk.consumer;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.credential.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Consumers that are known beforehand. Immutable, thread-safe; never blocks. Names of peers may be patterns such as
 * {@code spiffe://shop/*}; the exact one wins, then the first pattern that fits.
 */
public final class MemoryConsumers implements Consumers {
    private final Map<Kind, Map<String, Consumer>> known = new EnumMap<>(Kind.class);
    private final List<Peer> peers = new ArrayList<>();
    private final int count;

    private MemoryConsumers(Collection<Consumer> all) {
        for (Kind kind : Kind.values()) {
            known.put(kind, new HashMap<>());
        }
        for (Consumer consumer : all) {
            add(Kind.NAME, consumer.name(), consumer);
            for (Credential credential : consumer.credentials()) {
                add(credential.kind(), credential.id(), consumer);
            }
        }
        count = all.size();
    }

    /**
     * These consumers.
     *
     * @throws IllegalArgumentException if two of them have a name or a credential in common, or the pattern of a peer is
     *     none; the message names them
     */
    public static MemoryConsumers of(Consumer... consumers) {
        return new MemoryConsumers(List.of(consumers));
    }

    /** These consumers; see {@link #of(Consumer...)}. */
    public static MemoryConsumers of(Collection<Consumer> consumers) {
        return new MemoryConsumers(consumers);
    }

    private void add(Kind kind, String id, Consumer consumer) {
        Consumer other = of(kind).putIfAbsent(id, consumer);
        if (other != null && other != consumer) {
            // The id may be a secret, or lead to one.
            throw new IllegalArgumentException("The consumers " + other + " and " + consumer
                    + " share a credential of the kind " + kind + ", so nobody could tell them apart. Remove one.");
        }
        if (kind == Kind.PEER && other == null) {
            NamePattern pattern = NamePattern.of(id);
            if (!pattern.exact()) {
                peers.add(new Peer(pattern, consumer));
            }
        }
    }

    private Map<String, Consumer> of(Kind kind) {
        return known.getOrDefault(kind, Map.of());
    }

    @Override
    public @Nullable Consumer find(Kind kind, String id) {
        if (kind == Kind.PEER) {
            // A pattern, asked for as if it were a name, is nobody's.
            Consumer exact = id.indexOf('*') >= 0 ? null : of(kind).get(id);
            return exact != null ? exact : fitting(id);
        }
        return of(kind).get(id);
    }

    private @Nullable Consumer fitting(String name) {
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).pattern.matches(name)) {
                return peers.get(i).consumer;
            }
        }
        return null;
    }

    /** How many there are. */
    public int size() {
        return count;
    }

    @Override
    public String toString() {
        return count + " consumers";
    }

    private record Peer(NamePattern pattern, Consumer consumer) {}
}
