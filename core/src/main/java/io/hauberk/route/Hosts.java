package io.hauberk.route;

import io.hauberk.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The index over hosts, each with its own index over paths. */
final class Hosts<T> {
    private final @Nullable RegionMap<Node<T>> exact;
    private final @Nullable RegionMap<Node<T>> wildcards;
    private final @Nullable Node<T> any;

    Hosts(List<Entry<T>> entries) {
        Map<String, Node.Draft<T>> exact = new LinkedHashMap<>();
        Map<String, Node.Draft<T>> wildcards = new LinkedHashMap<>();
        Node.Draft<T> any = new Node.Draft<>();
        boolean hostless = false;
        for (Entry<T> entry : entries) {
            HostPattern host = entry.host;
            hostless |= host == null;
            Node.Draft<T> draft = host == null
                    ? any
                    : (host.wildcard() ? wildcards : exact).computeIfAbsent(host.name(), h -> new Node.Draft<>());
            draft.add(entry);
        }
        this.exact = build(exact);
        this.wildcards = build(wildcards);
        this.any = hostless ? any.build() : null;
    }

    private static <T> @Nullable RegionMap<Node<T>> build(Map<String, Node.Draft<T>> drafts) {
        Map<String, Node<T>> nodes = new LinkedHashMap<>();
        drafts.forEach((host, draft) -> nodes.put(host, draft.build()));
        return nodes.isEmpty() ? null : new RegionMap<>(nodes);
    }

    /** The best entry of the most specific host that has one. */
    @Nullable Entry<T> find(Request request) {
        Entry<T> found = exact == null && wildcards == null ? null : findByHost(request);
        return found != null || any == null ? found : any.find(request.path(), 0, request);
    }

    private @Nullable Entry<T> findByHost(Request request) {
        String authority = lowerCase(request.authority());
        int end = HostPattern.end(authority);
        Node<T> node = exact == null ? null : exact.get(authority, 0, end);
        Entry<T> found = node == null ? null : node.find(request.path(), 0, request);
        if (wildcards == null) {
            return found;
        }
        for (int dot = authority.indexOf('.', 1);
                found == null && dot > 0 && dot < end;
                dot = authority.indexOf('.', dot + 1)) {
            node = wildcards.get(authority, dot + 1, end);
            found = node == null ? null : node.find(request.path(), 0, request);
        }
        return found;
    }

    private static String lowerCase(String authority) {
        for (int i = 0; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return authority.toLowerCase(Locale.ROOT);
            }
        }
        return authority;
    }
}
