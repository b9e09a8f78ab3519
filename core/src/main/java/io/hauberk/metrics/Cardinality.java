package io.hauberk.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hard cap on the number of different values of a metric tag: the first {@code max} pass, all others become {@value
 * #OTHER}. For whoever registers meters with tags that do not come from a closed set.
 *
 * <pre>{@code
 * Cardinality services = Cardinality.of(100);
 * Counter.builder("hauberk.mesh.attempts").tag("service", services.admit(name)).register(registry);
 * }</pre>
 *
 * <p>One instance a tag and meter, kept as long as the meter. Never blocks; thread-safe.
 */
public final class Cardinality {
    /** What values beyond the cap become. */
    public static final String OTHER = "_OTHER";

    private final int max;
    private final Set<String> admitted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    private Cardinality(int max) {
        this.max = max;
    }

    /** A cap of at least 1. */
    public static Cardinality of(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("A tag needs room for one value at least, but the cap is " + max + ".");
        }
        return new Cardinality(max);
    }

    /** The value itself, if it is among the first; else {@value #OTHER}. */
    public String admit(String value) {
        if (admitted.contains(value)) {
            return value;
        }
        if (count.get() >= max || count.incrementAndGet() > max) {
            return OTHER;
        }
        if (!admitted.add(value)) {
            count.decrementAndGet();
        }
        return value;
    }

    @Override
    public String toString() {
        return admitted.size() + " of " + max;
    }
}
