package io.hauberk.network;

import io.hauberk.Headers;
import java.util.ArrayList;
import java.util.List;

/** What the {@code Connection} fields of a message name (RFC 9110 §7.6.1). */
final class ConnectionOptions {
    /** More than any honest client sends; beyond it nobody looks, and the hardening refuses. */
    static final int MAX = 16;

    static final ConnectionOptions NONE = new ConnectionOptions(List.of());

    private final List<String> names;

    private ConnectionOptions(List<String> names) {
        this.names = names;
    }

    static ConnectionOptions of(Headers headers) {
        List<String> names = List.of();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("Connection") && !harmless(headers.value(i))) {
                names = names.isEmpty() ? new ArrayList<>(4) : names;
                add(names, headers.value(i));
            }
        }
        return names.isEmpty() ? NONE : new ConnectionOptions(names);
    }

    private static boolean harmless(String value) {
        return value.equalsIgnoreCase("keep-alive") || value.equalsIgnoreCase("close");
    }

    private static void add(List<String> names, String value) {
        for (String option : Tokens.of(value)) {
            if (names.size() <= MAX && !harmless(option)) {
                names.add(option);
            }
        }
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Whether the field of this name is for one connection only, since the message says so. */
    boolean name(String field) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(field)) {
                return true;
            }
        }
        return false;
    }

    List<String> names() {
        return names;
    }
}
