package io.hauberk.mtls;

import io.hauberk.Headers;
import io.hauberk.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * {@code X-Forwarded-Client-Cert}, in Envoy's grammar: elements with commas between, one for each proxy, of pairs {@code
 * Key=value} with semicolons between; values may be quoted, with backslashes before quotes, and nowhere else. The last element is the one that
 * the proxy before us has added.
 */
final class ForwardedCertificate {
    static final String NAME = "X-Forwarded-Client-Cert";
    private static final int MAX_LENGTH = 32 * 1024;

    private ForwardedCertificate() {}

    /** The only SPIFFE ID of the last element, else its subject; null if there is none, or the field is malformed. */
    static @Nullable String name(Headers headers) {
        List<List<Pair>> elements = parse(String.join(",", headers.all(NAME)));
        if (elements == null || elements.isEmpty()) {
            return null;
        }
        String id = null;
        String subject = null;
        int ids = 0;
        int subjects = 0;
        for (Pair pair : elements.get(elements.size() - 1)) {
            if (pair.key.equalsIgnoreCase("URI") && !pair.value.isEmpty()) {
                id = pair.value;
                ids++;
            } else if (pair.key.equalsIgnoreCase("Subject") && !pair.value.isEmpty()) {
                subject = pair.value;
                subjects++;
            }
        }
        if (ids > 1 || subjects > 1) {
            return null;
        }
        return ids == 1 && id != null ? spiffe(id) : subject == null ? null : canonical(subject);
    }

    private static @Nullable String spiffe(String id) {
        return SpiffeId.fault(id) == null ? id : null;
    }

    /** As the JDK writes the subject of a connection's certificate, so that one pattern fits both. */
    private static @Nullable String canonical(String subject) {
        try {
            return new X500Principal(subject).getName();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static @Nullable List<List<Pair>> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        List<List<Pair>> elements = new ArrayList<>();
        List<Pair> element = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String key = text.substring(at, equals).strip();
            StringBuilder value = new StringBuilder();
            int end = value(text, equals + 1, value);
            if (end < 0 || key.isEmpty() || key.indexOf(',') >= 0 || key.indexOf(';') >= 0) {
                return null;
            }
            element.add(new Pair(key, value.toString()));
            if (end == text.length() || text.charAt(end) == ',') {
                elements.add(element);
                element = new ArrayList<>();
            }
            at = end + 1;
            if (at == text.length() && end < text.length()) {
                return null;
            }
        }
        return elements;
    }

    /** Reads a value; returns where the separator behind it is, or the end; -1 if it is malformed. */
    private static int value(String text, int from, StringBuilder value) {
        boolean quoted = from < text.length() && text.charAt(from) == '"';
        int at = quoted ? from + 1 : from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted && c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                value.append('"');
                at += 2;
                continue;
            }
            if (quoted && c == '"') {
                int end = at + 1;
                boolean over = end == text.length() || text.charAt(end) == ',' || text.charAt(end) == ';';
                return over ? end : -1;
            }
            if (!quoted && (c == ',' || c == ';')) {
                return at;
            }
            if (!quoted && c == '"') {
                return -1;
            }
            value.append(c);
            at++;
        }
        return quoted ? -1 : at;
    }

    record Pair(String key, String value) {}
}
