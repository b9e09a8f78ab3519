package io.hauberk.rewrite;

import io.hauberk.Request;
import io.hauberk.network.CanonicalPath;
import io.hauberk.route.Found;
import io.hauberk.route.Router;
import org.jspecify.annotations.Nullable;

/** What becomes of a path. Immutable. */
final class PathChange {
    static final PathChange NONE = new PathChange(Kind.KEEP, "", null);

    private final Kind kind;
    /** In canonical form; of a prefix, without a slash at the end. */
    private final String text;
    /** The prefix to be replaced, without a slash at the end; null for that of the match that won. */
    private final @Nullable String prefix;

    private PathChange(Kind kind, String text, @Nullable String prefix) {
        this.kind = kind;
        this.text = text;
        this.prefix = prefix;
    }

    /** The whole path becomes another one. */
    static PathChange whole(String path) {
        return new PathChange(Kind.WHOLE, written(path), null);
    }

    /** The prefix that the match names becomes another one. */
    static PathChange matchedPrefix(String replacement) {
        return new PathChange(Kind.PREFIX, withoutSlash(replacement), null);
    }

    /** This prefix becomes another one; other paths stay. */
    static PathChange prefix(String prefix, String replacement) {
        return new PathChange(Kind.PREFIX, withoutSlash(replacement), withoutSlash(prefix));
    }

    private static String withoutSlash(String path) {
        String canonical = path.isEmpty() ? "" : written(path);
        return canonical.endsWith("/") ? canonical.substring(0, canonical.length() - 1) : canonical;
    }

    private static String written(String path) {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is not a path: it begins with a slash, and has no query and no fragment.");
        }
        return CanonicalPath.written(path);
    }

    /** Whether there is one at all. */
    boolean keeps() {
        return kind == Kind.KEEP;
    }

    String apply(Request request) {
        String path = request.path();
        return switch (kind) {
            case KEEP -> path;
            case WHOLE -> text;
            case PREFIX -> replaced(path, prefix == null ? matched(request) : prefix.length());
        };
    }

    private String replaced(String path, int length) {
        boolean fits = length >= 0
                && path.length() >= length
                && (prefix == null || path.startsWith(prefix))
                && (path.length() == length || path.charAt(length) == '/');
        if (!fits) {
            return path;
        }
        String rest = path.substring(length);
        String whole = rest.isEmpty() ? text : text + rest;
        return whole.isEmpty() ? "/" : whole;
    }

    /** The length of the prefix that the match names, -1 where it no longer applies to the path. */
    private static int matched(Request request) {
        Found<?> found = request.exchange().get(Router.FOUND);
        if (found == null) {
            return 0;
        }
        int length = found.prefixLength();
        if (length > 0 && found.path().charAt(length - 1) == '/') {
            length--;
        }
        return request.path().regionMatches(0, found.path(), 0, length) ? length : -1;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case KEEP -> "";
            case WHOLE -> "path " + text;
            case PREFIX ->
                (prefix == null ? "matched prefix" : "prefix " + prefix) + " to " + (text.isEmpty() ? "/" : text);
        };
    }

    private enum Kind {
        KEEP,
        WHOLE,
        PREFIX
    }
}
