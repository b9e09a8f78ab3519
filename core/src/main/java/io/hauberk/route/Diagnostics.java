package io.hauberk.route;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Looks through the routes of a router for mistakes, once. */
final class Diagnostics<T> {
    private static final int MAX_OF_A_KIND = 200;

    private final Router<T> router;
    private final List<Entry<T>> entries;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<List<Object>> told = new HashSet<>();
    private final Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);

    Diagnostics(Router<T> router, List<Entry<T>> entries) {
        this.router = router;
        this.entries = entries;
    }

    List<Finding> findings() {
        new Overlaps<>(this).check(entries);
        new Guards<>(this, router).check(entries);
        return List.copyOf(findings);
    }

    /** Whether nothing more of the kind will be told. */
    boolean full(Finding.Kind kind) {
        return counts.getOrDefault(kind, 0) >= MAX_OF_A_KIND;
    }

    boolean told(Finding.Kind kind, Entry<T> route, Entry<T> other) {
        return told.contains(key(kind, route, other));
    }

    void tell(Finding.Kind kind, Entry<T> route, Entry<T> other, Supplier<String> sentence) {
        if (!full(kind) && told.add(key(kind, route, other))) {
            counts.merge(kind, 1, Integer::sum);
            findings.add(new Finding(kind, route.route.name(), other.route.name(), sentence.get()));
        }
    }

    private List<Object> key(Finding.Kind kind, Entry<T> route, Entry<T> other) {
        return List.of(kind, route.route.name(), other.route.name());
    }
}
