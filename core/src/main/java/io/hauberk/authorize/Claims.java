package io.hauberk.authorize;

import io.hauberk.Caller;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule asks of a claim. */
final class Claims {
    /** Claims that hold words when they are text: RFC 8693 §4.2, and what issuers made of it. */
    private static final Set<String> WORDS = Set.of("scope", "scp", "permission");

    private Claims() {}

    static Part.Test test(String claim, Values texts) {
        boolean words = WORDS.contains(claim);
        return (request, caller, wide) -> {
            Object value = caller.claim(claim);
            return value == null ? wide && withinList(caller, claim) : said(value, texts, words, wide);
        };
    }

    /** Whether the claim may lie within the objects of a list, into which no name leads. */
    private static boolean withinList(Caller caller, String claim) {
        for (int dot = claim.indexOf('.'); dot >= 0; dot = claim.indexOf('.', dot + 1)) {
            if (caller.claim(claim.substring(0, dot)) instanceof Collection<?> list
                    && list.stream().anyMatch(Map.class::isInstance)) {
                return true;
            }
        }
        return false;
    }

    private static boolean said(Object claim, Values texts, boolean words, boolean wide) {
        if (claim instanceof Collection<?> list) {
            for (Object element : list) {
                if (element instanceof Map || element instanceof Collection ? wide : one(element, texts)) {
                    return true;
                }
            }
            return false;
        }
        if (claim instanceof Map) {
            return wide;
        }
        return one(claim, texts) || words && claim instanceof String text && word(text, texts);
    }

    private static boolean one(@Nullable Object value, Values texts) {
        boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
        return scalar && texts.match(String.valueOf(value));
    }

    private static boolean word(String text, Values texts) {
        for (String word : text.split(" ", -1)) {
            if (!word.isEmpty() && texts.match(word)) {
                return true;
            }
        }
        return false;
    }
}
