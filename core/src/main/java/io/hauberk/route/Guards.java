package io.hauberk.route;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests on the path of an authenticated route that a route without authentication takes. Each finding rests on
 * an example that was put through the router, so there are no false alarms; what no example shows is not found.
 */
final class Guards<T> {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final int MAX_STEPS = 400_000;

    private final Diagnostics<T> diagnostics;
    private final Router<T> router;
    private final Exchange exchange = Exchange.begin(Ticker.system());
    private int steps;

    Guards(Diagnostics<T> diagnostics, Router<T> router) {
        this.diagnostics = diagnostics;
        this.router = router;
    }

    void check(List<Entry<T>> entries) {
        Map<@Nullable HostPattern, Node.Draft<T>> open = new HashMap<>();
        for (Entry<T> entry : entries) {
            if (!entry.route.authenticated()) {
                open.computeIfAbsent(entry.host, h -> new Node.Draft<>()).add(entry);
            }
        }
        for (Entry<T> guard : entries) {
            if (!guard.route.authenticated() || diagnostics.full(Finding.Kind.WEAKER_GUARDED) || steps > MAX_STEPS) {
                continue;
            }
            open.forEach((host, draft) -> {
                String example = commonHost(guard.host, host);
                if (example != null) {
                    new Walk(guard, example).visit(draft, 0, "");
                }
            });
        }
    }

    /** A host that both take, or null. */
    private static @Nullable String commonHost(@Nullable HostPattern one, @Nullable HostPattern two) {
        if (one == null || two == null) {
            HostPattern either = one == null ? two : one;
            return either == null ? "any.invalid" : either.example();
        }
        return two.matches(one.example()) ? one.example() : one.matches(two.example()) ? two.example() : null;
    }

    /** Visits the routes whose paths have something in common with a guarded one. */
    private final class Walk {
        private final Entry<T> guard;
        private final String host;
        private final List<PathElement> elements;

        Walk(Entry<T> guard, String host) {
            this.guard = guard;
            this.host = host;
            this.elements = guard.match.path().elements();
        }

        void visit(Node.Draft<T> node, int index, String path) {
            if (++steps > MAX_STEPS) {
                return;
            }
            if (!node.open.isEmpty()) {
                node.open.forEach(entry -> tryOut(entry, path + rest(index)));
            }
            boolean beyond = index >= elements.size();
            if (beyond) {
                node.exact.forEach(entry -> tryOut(entry, path));
                if (!guard.match.path().open()) {
                    return;
                }
            }
            PathElement element = beyond ? PathElement.variable("") : elements.get(index);
            descend(node, element, index + 1, path);
        }

        private void descend(Node.Draft<T> node, PathElement element, int next, String path) {
            if (element.kind() == PathElement.Kind.LITERAL) {
                Node.Draft<T> child = node.literals.get(element.text());
                if (child != null) {
                    visit(child, next, path + '/' + element.text());
                }
            } else {
                node.literals.forEach((text, child) -> {
                    if (text.isEmpty() ? next > elements.size() : element.matches(text, 0, text.length())) {
                        visit(child, next, path + '/' + text);
                    }
                });
            }
            node.patterns.forEach((pattern, child) -> {
                String common = common(element, pattern);
                if (common != null) {
                    visit(child, next, path + '/' + common);
                }
            });
            String example = example(element);
            if (node.variable != null && !example.isEmpty()) {
                visit(node.variable, next, path + '/' + example);
            }
        }

        private String rest(int index) {
            StringBuilder rest = new StringBuilder();
            for (int i = index; i < elements.size(); i++) {
                rest.append('/').append(example(elements.get(i)));
            }
            return rest.toString();
        }

        /** Asks the router about requests that fit the entry and lie on the guarded path. */
        private void tryOut(Entry<T> entry, String path) {
            if (taken(entry) || diagnostics.told(Finding.Kind.WEAKER_GUARDED, guard, entry)) {
                return;
            }
            Set<String> methods = new LinkedHashSet<>(entry.match.methods());
            methods.addAll(entry.match.methods().isEmpty() ? METHODS : List.of());
            for (String method : methods) {
                steps++;
                Request request = request(entry.match, method, path.isEmpty() ? "/" : path);
                Entry<T> winner = router.winner(request);
                if (winner != null
                        && !winner.route.authenticated()
                        && guard.match.path().matches(request.path())) {
                    diagnostics.tell(Finding.Kind.WEAKER_GUARDED, guard, winner, () -> sentence(winner, request));
                    return;
                }
            }
        }

        /** Whether the guard takes everything on its path before the entry could. */
        private boolean taken(Entry<T> entry) {
            int hosts = HostPattern.compare(guard.host, entry.host);
            return guard.unconditional && (hosts < 0 || hosts == 0 && guard.compareTo(entry) < 0);
        }

        private Request request(Match match, String method, String path) {
            Headers.Edit headers = Headers.empty().edit();
            match.headers().forEach(c -> headers.add(c.name(), c.value().example()));
            String query = match.query().stream()
                    .map(c -> encoded(c.name()) + '=' + encoded(c.value().example()))
                    .collect(Collectors.joining("&"));
            return Request.of(
                    exchange,
                    method,
                    "https",
                    host,
                    path,
                    query.isEmpty() ? null : query,
                    headers.build(),
                    Body.empty());
        }

        private String sentence(Entry<T> winner, Request request) {
            String where = guard.host == null && winner.host == null ? "" : request.authority();
            return "Route \"" + guard.route.name() + "\" lets only authenticated callers through, but "
                    + request.method() + ' ' + where + request.target() + ", which is on its path, goes to route \""
                    + winner.route.name() + "\", which asks nobody.";
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static @Nullable String common(PathElement element, ElementPattern pattern) {
        ElementPattern own = element.pattern();
        return switch (element.kind()) {
            case LITERAL ->
                pattern.matches(PathElement.decoded(
                                element.text(), 0, element.text().length()))
                        ? element.text()
                        : null;
            case VARIABLE -> escaped(pattern.example());
            case PATTERN -> own == null ? null : escaped(own.equals(pattern) ? own.example() : own.common(pattern));
        };
    }

    private static String example(PathElement element) {
        String text = switch (element.kind()) {
            case LITERAL -> element.text();
            case VARIABLE -> "x";
            case PATTERN ->
                element.pattern() == null ? null : escaped(element.pattern().example());
        };
        return text == null ? "x" : text;
    }

    private static @Nullable String escaped(@Nullable String text) {
        return text == null ? null : encoded(text).replace("+", "%20").replace("*", "%2A");
    }
}
