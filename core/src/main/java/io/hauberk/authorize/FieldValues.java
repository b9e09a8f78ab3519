package io.hauberk.authorize;

import io.hauberk.Headers;
import java.util.Locale;
import java.util.Set;

/**
 * What a rule asks of a header field. A field is one list, in however many lines it comes (RFC 9110 §5.3), and whoever reads
 * it may take any element: so all must fit what allows, and one is enough for what refuses.
 */
final class FieldValues {
    /** Fields whose value is no list, though it may hold commas. */
    private static final Set<String> SINGLE = Set.of(
            "authorization",
            "cookie",
            "date",
            "expires",
            "if-modified-since",
            "if-unmodified-since",
            "last-modified",
            "proxy-authorization",
            "referer",
            "user-agent");

    private FieldValues() {}

    static Part.Test test(String name, Values texts) {
        boolean list = !SINGLE.contains(name.toLowerCase(Locale.ROOT));
        return (request, caller, wide) -> holds(request.headers(), name, texts, list, wide);
    }

    private static boolean holds(Headers headers, String name, Values texts, boolean list, boolean wide) {
        boolean seen = false;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                if (fits(headers.value(i), texts, list, wide) == wide) {
                    return wide;
                }
                seen = true;
            }
        }
        return seen && !wide;
    }

    private static boolean fits(String value, Values texts, boolean list, boolean wide) {
        if (value.indexOf(',') < 0) {
            return texts.match(value);
        }
        if (wide) {
            return texts.match(value) || one(value, texts);
        }
        return list ? texts.exactly(value) || all(value, texts) : texts.match(value);
    }

    private static boolean one(String value, Values texts) {
        for (String element : value.split(",", -1)) {
            if (texts.match(element.strip())) {
                return true;
            }
        }
        return false;
    }

    /** Empty elements are none (RFC 9110 §5.6.1.2). */
    private static boolean all(String value, Values texts) {
        boolean seen = false;
        for (String element : value.split(",", -1)) {
            String text = element.strip();
            if (!text.isEmpty() && !texts.match(text)) {
                return false;
            }
            seen |= !text.isEmpty();
        }
        return seen;
    }
}
