package io.hauberk.route;

import io.hauberk.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One named header or query parameter, and what all its values must look like. */
record Condition(String name, ValuePattern value) {
    /** Whether the header is there and each of its lines fits. */
    boolean matches(Headers headers) {
        boolean found = false;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                if (!value.matches(headers.value(i))) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    /** Whether the parameter is there and each of its values fits. */
    boolean matches(@Nullable String query) {
        boolean found = false;
        int start = 0;
        while (query != null && start <= query.length()) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', start);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (named(query, start, nameEnd)) {
                if (!value.matches(decoded(query.substring(Math.min(nameEnd + 1, end), end)))) {
                    return false;
                }
                found = true;
            }
            start = end + 1;
        }
        return found;
    }

    private boolean named(String query, int start, int end) {
        if (end - start == name.length() && query.startsWith(name, start)) {
            return true;
        }
        // An encoded name is longer than what it stands for.
        return (end - start > name.length() || query.indexOf('+', start) >= 0)
                && decoded(query.substring(start, end)).equals(name);
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether whoever fulfils all of {@code others} fulfils this one, too. */
    boolean impliedBy(List<Condition> others) {
        return others.stream().anyMatch(other -> name.equals(other.name) && value.covers(other.value));
    }

    /** Whether this and all of {@code others} can be fulfilled at once. */
    boolean compatibleWith(List<Condition> others) {
        return others.stream().allMatch(other -> !name.equals(other.name) || value.overlaps(other.value));
    }

    @Override
    public String toString() {
        return name + "=" + value;
    }
}
