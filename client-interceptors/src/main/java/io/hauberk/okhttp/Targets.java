package io.hauberk.okhttp;

import java.util.concurrent.atomic.AtomicReferenceArray;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The URLs of one service, made from raw paths and queries. OkHttp's URLs cannot keep every text: they encode some
 * characters, resolve dots and cut at a hash. A text that would not arrive as it is has no URL here.
 *
 * <p>Keeps a few that were made before, each in the one place that its hash gives it: bounded, without bookkeeping.
 */
final class Targets {
    private static final int SIZE = 256;
    private static final int MAX_LENGTH = 512;

    private final AtomicReferenceArray<@Nullable Target> known = new AtomicReferenceArray<>(SIZE);
    private final String base;

    /** @param base scheme and host, without a slash at the end */
    Targets(String base) {
        this.base = base;
    }

    /** The URL that has exactly this path and query, or null if there is none. */
    @Nullable HttpUrl url(String path, @Nullable String query) {
        int hash = path.hashCode() * 31 + (query == null ? 0 : query.hashCode());
        int place = (hash ^ hash >>> 16) & (SIZE - 1);
        Target target = known.get(place);
        if (target != null && target.is(path, query)) {
            return target.url;
        }
        HttpUrl url = make(base, path, query);
        if (url != null && path.length() + (query == null ? 0 : query.length()) <= MAX_LENGTH) {
            known.set(place, new Target(path, query, url));
        }
        return url;
    }

    /** The URL at this base that has exactly this path and query, or null if there is none. */
    static @Nullable HttpUrl make(String base, String path, @Nullable String query) {
        if (!path.startsWith("/")) {
            return null;
        }
        HttpUrl url = HttpUrl.parse(query == null ? base + path : base + path + '?' + query);
        boolean kept = url != null
                && url.encodedPath().equals(path)
                && (query == null ? url.encodedQuery() == null : query.equals(url.encodedQuery()))
                && url.encodedFragment() == null;
        return kept ? url : null;
    }

    private record Target(String path, @Nullable String query, HttpUrl url) {
        boolean is(String otherPath, @Nullable String otherQuery) {
            return path.equals(otherPath) && (query == null ? otherQuery == null : query.equals(otherQuery));
        }
    }
}
