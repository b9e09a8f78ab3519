package io.hauberk.route;

import io.hauberk.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the index over paths: how to go on with the next element, and which entries end here. A search visits each
 * node at most once, and only nodes that fit the path, so what it costs depends on the path's elements and on how many
 * templates overlap there, never on what somebody sends.
 */
final class Node<T> {
    private final @Nullable RegionMap<Node<T>> literals;
    private final List<PatternChild<T>> patterns;
    private final @Nullable Node<T> variable;
    private final Entry<T>[] exact;
    private final Entry<T>[] open;

    private Node(Draft<T> draft) {
        Map<String, Node<T>> built = new LinkedHashMap<>();
        draft.literals.forEach((text, child) -> built.put(text, child.build()));
        this.literals = built.isEmpty() ? null : new RegionMap<>(built);
        this.patterns = draft.patterns.entrySet().stream()
                .map(e -> new PatternChild<>(e.getKey(), e.getValue().build()))
                .toList();
        this.variable = draft.variable == null ? null : draft.variable.build();
        this.exact = Entry.sorted(draft.exact);
        this.open = Entry.sorted(draft.open);
    }

    /** The best entry for what is left of the path from an index on: at its end, or at the slash before an element. */
    @Nullable Entry<T> find(String path, int at, Request request) {
        if (at == path.length()) {
            Entry<T> found = Entry.first(exact, request);
            return found != null ? found : Entry.first(open, request);
        }
        if (path.charAt(at) != '/') {
            return Entry.first(open, request); // "*", the one target that is no path
        }
        int start = at + 1;
        int end = PathPattern.end(path, at);
        Entry<T> found = null;
        if (literals != null) {
            Node<T> child = literals.get(path, start, end);
            found = child == null ? null : child.find(path, end, request);
        }
        if (found == null && end > start) {
            found = patterns.isEmpty() ? null : findByPattern(path, start, end, request);
            if (found == null && variable != null) {
                found = variable.find(path, end, request);
            }
        }
        return found != null ? found : Entry.first(open, request);
    }

    /** Patterns are equal among themselves, so what comes after them decides. */
    private @Nullable Entry<T> findByPattern(String path, int start, int end, Request request) {
        String element = PathElement.decoded(path, start, end);
        Entry<T> best = null;
        for (int i = 0; i < patterns.size(); i++) {
            PatternChild<T> child = patterns.get(i);
            if (child.pattern.matches(element)) {
                Entry<T> found = child.node.find(path, end, request);
                if (found != null && (best == null || found.compareTo(best) < 0)) {
                    best = found;
                }
            }
        }
        return best;
    }

    private record PatternChild<T>(ElementPattern pattern, Node<T> node) {}

    /** A node while the index is being built. */
    static final class Draft<T> {
        final Map<String, Draft<T>> literals = new LinkedHashMap<>();
        final Map<ElementPattern, Draft<T>> patterns = new LinkedHashMap<>();

        @Nullable Draft<T> variable;

        final List<Entry<T>> exact = new ArrayList<>(1);
        final List<Entry<T>> open = new ArrayList<>(1);

        void add(Entry<T> entry) {
            PathPattern path = entry.match.path();
            Draft<T> node = this;
            for (PathElement element : path.elements()) {
                node = node.child(element);
            }
            (path.open() ? node.open : node.exact).add(entry);
        }

        private Draft<T> child(PathElement element) {
            if (element.kind() == PathElement.Kind.LITERAL) {
                return literals.computeIfAbsent(element.text(), t -> new Draft<>());
            }
            if (element.pattern() != null) {
                return patterns.computeIfAbsent(element.pattern(), p -> new Draft<>());
            }
            Draft<T> child = variable == null ? new Draft<>() : variable;
            variable = child;
            return child;
        }

        Node<T> build() {
            return new Node<>(this);
        }
    }
}
