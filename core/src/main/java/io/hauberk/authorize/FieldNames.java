package io.hauberk.authorize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Header fields that may be handed on: by name, or by the beginning of their name, {@code x-user-*}. Immutable. */
final class FieldNames {
    static final FieldNames NONE = new FieldNames(List.of());

    /** What frames a message or belongs to one connection; who says these says where a message ends. */
    private static final Set<String> NEVER = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final List<String> written;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<String> beginnings = new ArrayList<>();

    private FieldNames(List<String> written) {
        this.written = List.copyOf(written);
        for (String name : written) {
            if (name.endsWith("*")) {
                beginnings.add(name.substring(0, name.length() - 1));
            } else {
                names.add(name);
            }
        }
    }

    /** @throws IllegalArgumentException if one is no name, or may never be handed on; the message says which */
    static FieldNames of(List<String> names) {
        for (String name : names) {
            String bare = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
            if (bare.isEmpty()) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" would hand on every field. Name those that are meant, such as x-user-*.");
            }
            io.hauberk.Headers.of(bare, "");
            if (NEVER.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The field " + name
                        + " belongs to one message or connection and is never handed on. Remove it.");
            }
        }
        return new FieldNames(names);
    }

    boolean contains(String name) {
        return (names.contains(name) || begins(name)) && !NEVER.contains(name.toLowerCase(Locale.ROOT));
    }

    private boolean begins(String name) {
        for (String beginning : beginnings) {
            if (name.regionMatches(true, 0, beginning, 0, beginning.length())) {
                return true;
            }
        }
        return false;
    }

    List<String> written() {
        return written;
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
