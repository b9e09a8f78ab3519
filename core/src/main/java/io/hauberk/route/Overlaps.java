package io.hauberk.route;

import io.hauberk.route.PathElement.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds matches that can never win, and pairs of which only the order decides. Only entries of equal specificity have
 * to be compared: one that covers another has no more conditions than that, so it wins only where it has as many.
 */
final class Overlaps<T> {
    /** Beyond that many pairs of routes, one by one, a warning is not worth the time. */
    private static final int MAX_PAIRS = 100_000;

    private final Diagnostics<T> diagnostics;
    private int pairs;

    Overlaps(Diagnostics<T> diagnostics) {
        this.diagnostics = diagnostics;
    }

    void check(List<Entry<T>> entries) {
        Map<String, List<Entry<T>>> equals = new LinkedHashMap<>();
        for (Entry<T> entry : entries) {
            equals.computeIfAbsent(specificity(entry), k -> new ArrayList<>(1)).add(entry);
        }
        equals.values().stream().filter(list -> list.size() > 1).forEach(list -> new Equals().check(list));
    }

    /** What all entries have in common that are equally specific and may overlap. */
    private String specificity(Entry<T> entry) {
        Match match = entry.match;
        StringBuilder key = new StringBuilder().append(entry.host).append(' ');
        for (PathElement element : match.path().elements()) {
            key.append('/').append(element.kind() == Kind.LITERAL ? element.text() : "{" + element.kind() + "}");
        }
        return key.append(match.path().open() ? "/** " : " ")
                .append(match.methods().isEmpty())
                .append(match.headers().size())
                .append(' ')
                .append(match.query().size())
                .toString();
    }

    /** Entries of equal specificity, in buckets by what they ask for, so that few pairs need be looked at. */
    private final class Equals {
        private final Map<String, Bucket<T>> buckets = new LinkedHashMap<>();

        void check(List<Entry<T>> entries) {
            for (Entry<T> entry : entries) {
                String kind = kind(entry);
                Bucket<T> own = buckets.computeIfAbsent(kind, k -> new Bucket<>());
                compare(entry, own.rivals(entry));
                for (Bucket<T> other : buckets.values()) {
                    if (other != own && !diagnostics.full(Finding.Kind.AMBIGUOUS)) {
                        compare(entry, other.all);
                    }
                }
                own.add(entry);
            }
        }

        private void compare(Entry<T> entry, List<Entry<T>> earlier) {
            Set<String> left = new HashSet<>(entry.match.methods());
            List<Entry<T>> overlapping = new ArrayList<>();
            for (Entry<T> rival : earlier) {
                if (++pairs > MAX_PAIRS) {
                    return;
                }
                if (rival.route == entry.route || !overlap(rival, entry)) {
                    continue;
                }
                if (covers(rival, entry)) {
                    left.removeAll(rival.match.methods());
                    if (left.isEmpty()) {
                        unreachable(entry, rival);
                        return;
                    }
                }
                overlapping.add(rival);
            }
            overlapping.forEach(rival -> ambiguous(rival, entry));
        }
    }

    private static final class Bucket<T> {
        final List<Entry<T>> all = new ArrayList<>();
        private final List<Entry<T>> starred = new ArrayList<>();
        private final Map<String, List<Entry<T>>> exact = new HashMap<>();

        void add(Entry<T> entry) {
            all.add(entry);
            if (isExact(entry)) {
                exact.computeIfAbsent(values(entry), k -> new ArrayList<>(1)).add(entry);
            } else {
                starred.add(entry);
            }
        }

        /** Those of the bucket that may overlap: exact values that differ cannot. */
        List<Entry<T>> rivals(Entry<T> entry) {
            if (!isExact(entry)) {
                return all;
            }
            List<Entry<T>> same = exact.getOrDefault(values(entry), List.of());
            return starred.isEmpty()
                    ? same
                    : Stream.concat(same.stream(), starred.stream()).toList();
        }
    }

    private static String kind(Entry<?> entry) {
        return conditions(entry).map(Condition::name).sorted().toList()
                + patterns(entry).toString();
    }

    private static String values(Entry<?> entry) {
        return conditions(entry).map(Condition::toString).sorted().collect(Collectors.joining("\n"));
    }

    private static boolean isExact(Entry<?> entry) {
        return conditions(entry).allMatch(c -> c.value().exact());
    }

    /** Headers and query parameters; header names have a colon, so that the two never meet. */
    private static Stream<Condition> conditions(Entry<?> entry) {
        return Stream.concat(
                entry.match.headers().stream().map(c -> new Condition(c.name() + ':', c.value())),
                entry.match.query().stream());
    }

    private static List<ElementPattern> patterns(Entry<?> entry) {
        List<ElementPattern> patterns = new ArrayList<>();
        entry.match.path().elements().forEach(e -> {
            if (e.pattern() != null) {
                patterns.add(e.pattern());
            }
        });
        return patterns;
    }

    private static boolean overlap(Entry<?> one, Entry<?> two) {
        List<String> methods = one.match.methods();
        List<Condition> others = conditions(two).toList();
        return (methods.isEmpty() || !Collections.disjoint(methods, two.match.methods()))
                && conditions(one).allMatch(c -> c.compatibleWith(others))
                && patternsOverlap(patterns(one), patterns(two));
    }

    private static boolean patternsOverlap(List<ElementPattern> one, List<ElementPattern> two) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(two.get(i)) && one.get(i).common(two.get(i)) == null) {
                return false;
            }
        }
        return true;
    }

    /** Whether the first takes all that the second could take, but for the method. */
    private static boolean covers(Entry<?> one, Entry<?> two) {
        List<Condition> others = conditions(two).toList();
        return conditions(one).allMatch(c -> c.impliedBy(others))
                && patterns(one).equals(patterns(two));
    }

    private void unreachable(Entry<T> entry, Entry<T> rival) {
        diagnostics.tell(
                Finding.Kind.UNREACHABLE,
                entry,
                rival,
                () -> "Route \"" + entry.route.name() + "\" never gets " + entry + ": route \"" + rival.route.name()
                        + "\", which comes before it, takes all such requests.");
    }

    private void ambiguous(Entry<T> rival, Entry<T> entry) {
        diagnostics.tell(
                Finding.Kind.AMBIGUOUS,
                rival,
                entry,
                () -> "Routes \"" + rival.route.name() + "\" (" + rival + ") and \"" + entry.route.name() + "\" ("
                        + entry
                        + ") are equally specific; \"" + rival.route.name()
                        + "\" takes what fits both, for no other reason than that it comes first.");
    }
}
