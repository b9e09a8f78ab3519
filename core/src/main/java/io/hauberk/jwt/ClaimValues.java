package io.hauberk.jwt;

import io.hauberk.Caller;
import io.hauberk.route.ValuePattern;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a token must have, with one of several values: exact, {@code abc*}, {@code *abc} or {@code *}. Of a list one
 * element must fit; numbers and booleans are compared by their text.
 *
 * @param claim the claim, {@code a.b} for one within another
 */
record ClaimValues(String claim, List<ValuePattern> values) {
    static ClaimValues of(String claim, String... values) {
        if (claim.isBlank() || values.length == 0) {
            throw new IllegalArgumentException(
                    "A required claim has a name and at least one value. For any value write \"*\".");
        }
        return new ClaimValues(
                claim, Arrays.stream(values).map(ValuePattern::of).toList());
    }

    boolean hold(Caller caller) {
        Object value = caller.claim(claim);
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (fits(element)) {
                    return true;
                }
            }
            return false;
        }
        return fits(value);
    }

    private boolean fits(@Nullable Object value) {
        if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
            return false;
        }
        String text = value.toString();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).matches(text)) {
                return true;
            }
        }
        return false;
    }
}
