package io.hauberk.route;

import io.hauberk.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One match of one route for one host: what the index holds, and the order among what it holds. */
final class Entry<T> implements Comparable<Entry<T>> {
    private static final Entry<?>[] NONE = {};
    private static final byte END = 3;
    private static final byte OPEN = 4;

    final Route<T> route;
    final Match match;
    final @Nullable HostPattern host;
    final int order;
    /** Whether host and path are all that it asks for. */
    final boolean unconditional;

    private final byte[] ranks;

    Entry(Route<T> route, Match match, @Nullable HostPattern host, int order) {
        this.route = route;
        this.match = match;
        this.host = host;
        this.order = order;
        this.unconditional = match.methods().isEmpty()
                && match.headers().isEmpty()
                && match.query().isEmpty();
        this.ranks = ranks(match.path());
    }

    private static byte[] ranks(PathPattern path) {
        List<PathElement> elements = path.elements();
        byte[] ranks = new byte[elements.size() + 1];
        for (int i = 0; i < elements.size(); i++) {
            ranks[i] = (byte) elements.get(i).kind().rank;
        }
        ranks[elements.size()] = path.open() ? OPEN : END;
        return ranks;
    }

    /** The more specific one first: of two that match the same request of the same host, that one wins. */
    @Override
    public int compareTo(Entry<T> other) {
        int difference = compareSpecificity(other);
        return difference != 0 ? difference : Integer.compare(order, other.order);
    }

    /** The same without the order in which routes are given: 0 means that only that decides. */
    int compareSpecificity(Entry<T> other) {
        for (int i = 0; i < Math.min(ranks.length, other.ranks.length); i++) {
            if (ranks[i] != other.ranks[i]) {
                return ranks[i] - other.ranks[i];
            }
        }
        int methods =
                Boolean.compare(match.methods().isEmpty(), other.match.methods().isEmpty());
        if (methods != 0) {
            return methods;
        }
        int headers = other.match.headers().size() - match.headers().size();
        return headers != 0
                ? headers
                : other.match.query().size() - match.query().size();
    }

    /** The first that fits the request in all but host and path, which fit already; or null. */
    static <T> @Nullable Entry<T> first(Entry<T>[] sorted, Request request) {
        for (Entry<T> entry : sorted) {
            if (entry.unconditional || entry.match.accepts(request)) {
                return entry;
            }
        }
        return null;
    }

    /** What it takes, with the one host that it is for. */
    @Override
    public String toString() {
        return match.describe(host);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // entries of one router are all of its T
    static <T> Entry<T>[] sorted(List<Entry<T>> entries) {
        Entry<T>[] array = entries.toArray((Entry<T>[]) NONE);
        java.util.Arrays.sort(array);
        return array;
    }
}
