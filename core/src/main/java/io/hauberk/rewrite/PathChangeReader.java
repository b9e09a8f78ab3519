package io.hauberk.rewrite;

import io.hauberk.Settings;

/** Reads what becomes of a path. */
final class PathChangeReader {
    private PathChangeReader() {}

    /** Reads {@code { prefix, path }}, of which one may be there. */
    static PathChange read(Settings settings) {
        String prefix = settings.text("prefix");
        String path = settings.text("path");
        if (prefix != null && path != null) {
            settings.fault("path", "prefix and path exclude each other: path replaces the whole. Keep one.");
            return PathChange.NONE;
        }
        try {
            if (prefix != null) {
                return PathChange.matchedPrefix(prefix);
            }
            return path == null ? PathChange.NONE : PathChange.whole(path);
        } catch (IllegalArgumentException e) {
            settings.fault(prefix != null ? "prefix" : "path", String.valueOf(e.getMessage()));
            return PathChange.NONE;
        }
    }
}
