package io.hauberk.service;

import io.hauberk.discovery.Endpoint;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that have certain labels, and what to do where none has them. Immutable, thread-safe.
 */
public final class Subset {
    private enum Otherwise {
        NONE,
        ANY,
        DEFAULT
    }

    private final Map<String, String> labels;
    private final Otherwise otherwise;
    private final Map<String, String> others;

    private Subset(Map<String, String> labels, Otherwise otherwise, Map<String, String> others) {
        this.labels = labels;
        this.otherwise = otherwise;
        this.others = others;
    }

    /** Only endpoints with all of these labels; where there are none, calls are refused: 503 {@code no-endpoint}. */
    public static Subset of(Map<String, String> labels) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("A subset has at least one label. Leave it out to mean all endpoints.");
        }
        return new Subset(Map.copyOf(labels), Otherwise.NONE, Map.of());
    }

    /** Only endpoints with this label. */
    public static Subset of(String label, String value) {
        return of(Map.of(label, value));
    }

    /** Where there are none, any endpoint will do. */
    public Subset orAny() {
        return new Subset(labels, Otherwise.ANY, Map.of());
    }

    /** Where there are none, those with these labels will do. */
    public Subset or(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return orAny();
        }
        return new Subset(this.labels, Otherwise.DEFAULT, Map.copyOf(labels));
    }

    /** Whether an endpoint has the labels. */
    boolean has(Endpoint endpoint) {
        return has(endpoint, labels);
    }

    /** Whether an endpoint will do where none has the labels. */
    boolean substitutes(Endpoint endpoint) {
        return switch (otherwise) {
            case NONE -> false;
            case ANY -> true;
            case DEFAULT -> has(endpoint, others);
        };
    }

    private static boolean has(Endpoint endpoint, Map<String, String> labels) {
        return endpoint.labels().entrySet().containsAll(labels.entrySet());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subset that
                && labels.equals(that.labels)
                && otherwise == that.otherwise
                && others.equals(that.others);
    }

    @Override
    public int hashCode() {
        return Objects.hash(labels, otherwise, others);
    }

    @Override
    public String toString() {
        return labels.toString();
    }
}
