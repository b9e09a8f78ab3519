package io.hauberk.login;

import io.hauberk.Headers;
import io.hauberk.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our cookies: of this host alone ({@code __Host-}), over TLS alone, out of reach of scripts. What is too large for one is
 * split over several. Immutable.
 *
 * @param name what their names begin with, behind {@code __Host-}
 */
record Cookies(String name, String sameSite) {
    /** A field of a request has 16 KB at most ({@code network.maxHeaderSize}), and a browser sends all cookies in one. */
    static final int MAX_PARTS = 3;

    private static final int PART = 3800;
    private static final int MAX_PENDING = 5;

    Cookies {
        if (!name.matches("[A-Za-z0-9]{1,32}")) {
            throw new IllegalArgumentException(
                    "A cookie is named by 1 to 32 letters and digits, not \"" + name + "\".");
        }
    }

    private String part(int index) {
        return "__Host-" + name + '.' + index;
    }

    private String pending(String state) {
        return "__Host-" + name + "-login-" + state.substring(0, 8);
    }

    /** All of ours that came with a request, by name; of two of one name the first. */
    Map<String, String> sent(Request request) {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String field : request.headers().all("Cookie")) {
            for (String pair : field.split(";", -1)) {
                String stripped = pair.strip();
                int equals = stripped.indexOf('=');
                if (equals > 0 && ours(stripped)) {
                    cookies.putIfAbsent(stripped.substring(0, equals), stripped.substring(equals + 1));
                }
            }
        }
        return cookies;
    }

    private boolean ours(String pair) {
        return pair.startsWith("__Host-" + name + '.') || pair.startsWith("__Host-" + name + "-login-");
    }

    /** The request without cookies of ours, which are of no use to anybody else. */
    Request without(Request request) {
        Headers headers = request.headers();
        Headers.Edit edit = headers.edit().remove("Cookie");
        for (String field : headers.all("Cookie")) {
            List<String> others = new ArrayList<>();
            for (String pair : field.split(";", -1)) {
                if (!pair.isBlank() && !ours(pair.strip())) {
                    others.add(pair.strip());
                }
            }
            if (!others.isEmpty()) {
                edit.add("Cookie", String.join("; ", others));
            }
        }
        return request.withHeaders(edit.build());
    }

    /** The sealed session among cookies; null if there is none. */
    @Nullable String session(Map<String, String> cookies) {
        StringBuilder sealed = new StringBuilder();
        for (int i = 0; i < MAX_PARTS; i++) {
            String part = cookies.get(part(i));
            if (part == null || part.isEmpty()) {
                break;
            }
            sealed.append(part);
        }
        return sealed.length() == 0 ? null : sealed.toString();
    }

    /** Whether a sealed session has room in cookies. */
    static boolean fits(String sealed) {
        return sealed.length() <= MAX_PARTS * PART;
    }

    /** The fields that put a session in the place of what was sent. */
    List<String> setting(String sealed, Map<String, String> sent, long seconds) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < MAX_PARTS; i++) {
            int from = i * PART;
            if (from < sealed.length()) {
                String text = sealed.substring(from, Math.min(sealed.length(), from + PART));
                fields.add(field(part(i), text, seconds, sameSite));
            } else if (sent.containsKey(part(i))) {
                fields.add(field(part(i), "", 0, sameSite));
            }
        }
        return fields;
    }

    /** The fields that end a session. */
    List<String> ending(Map<String, String> sent) {
        return setting("", sent, 0);
    }

    /** The fields that remember a login under way; of too many, the others are forgotten. */
    List<String> pending(String state, String sealed, Map<String, String> sent, long seconds) {
        List<String> fields = new ArrayList<>();
        List<String> others = sent.keySet().stream()
                .filter(cookie -> cookie.startsWith("__Host-" + name + "-login-"))
                .toList();
        if (others.size() >= MAX_PENDING) {
            others.forEach(cookie -> fields.add(field(cookie, "", 0, "Lax")));
        }
        // A strict cookie would not come along when the identity provider sends the browser back.
        fields.add(field(pending(state), sealed, seconds, "Lax"));
        return fields;
    }

    /** The login under way that a state belongs to, sealed; null if there is none. */
    @Nullable String pendingOf(String state, Map<String, String> sent) {
        return state.length() < 8 ? null : sent.get(pending(state));
    }

    /** The field that forgets a login under way. */
    String done(String state) {
        return field(pending(state), "", 0, "Lax");
    }

    private static String field(String name, String value, long seconds, String sameSite) {
        return name + '=' + value + "; Path=/; Max-Age=" + seconds + "; Secure; HttpOnly; SameSite=" + sameSite;
    }
}
