package io.hauberk.network;

import io.hauberk.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Whether two parsers could disagree about where a request ends (RFC 9112 §6). The container has parsed it by now; this
 * is the second look that keeps a gap in one container from becoming a hole.
 */
final class Framing {
    private Framing() {}

    /** What is wrong, as the name of a rule; null if nothing is. */
    static @Nullable String flaw(Headers headers) {
        String length = null;
        String coding = null;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (same(name, "content-length")) {
                if (length != null) {
                    return "several-content-lengths";
                }
                length = headers.value(i);
            } else if (same(name, "transfer-encoding")) {
                if (coding != null) {
                    return "several-transfer-encodings";
                }
                coding = headers.value(i);
            }
        }
        if (length != null && !digits(length)) {
            return "content-length-not-a-number";
        }
        if (coding != null && !coding.trim().equalsIgnoreCase("chunked")) {
            return "unknown-transfer-encoding";
        }
        return length != null && coding != null ? "content-length-and-transfer-encoding" : null;
    }

    /** Also with an underscore: some servers behind us take that for the real field. */
    private static boolean same(String name, String field) {
        return name.length() == field.length() && name.replace('_', '-').equalsIgnoreCase(field);
    }

    private static boolean digits(String length) {
        for (int i = 0; i < length.length(); i++) {
            if (length.charAt(i) < '0' || length.charAt(i) > '9') {
                return false;
            }
        }
        return !length.isEmpty() && length.length() <= 18;
    }
}
