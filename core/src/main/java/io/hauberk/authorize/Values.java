package io.hauberk.authorize;

import io.hauberk.route.ValuePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a value may look like: one of these. Immutable. */
final class Values {
    private final Set<String> exact;
    private final List<ValuePattern> patterns;

    private Values(Set<String> exact, List<ValuePattern> patterns) {
        this.exact = exact;
        this.patterns = patterns;
    }

    /**
     * Reads values: {@code abc}, {@code abc*}, {@code *abc}, {@code *}.
     *
     * @param part what they are for, in messages
     * @throws IllegalArgumentException if there is none, or one is wrong; the message says why
     */
    static Values of(String part, List<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("A rule that asks for " + part + " names at least one value.");
        }
        Set<String> exact = new LinkedHashSet<>();
        List<ValuePattern> patterns = new ArrayList<>();
        for (String text : texts) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("A value of " + part + " is empty. Write * for any that is not.");
            }
            ValuePattern pattern = ValuePattern.of(text);
            if (pattern.exact()) {
                exact.add(text);
            } else {
                patterns.add(pattern);
            }
        }
        return new Values(exact, List.copyOf(patterns));
    }

    /** Whether the value is one of these; null is none. */
    boolean match(@Nullable String value) {
        if (value == null) {
            return false;
        }
        if (exact.contains(value)) {
            return true;
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the value is one of those that have no star. */
    boolean exactly(String value) {
        return exact.contains(value);
    }

    /** Whether one of the values is one of these. */
    boolean matchOne(Collection<String> values) {
        if (values.isEmpty()) {
            return false;
        }
        for (String text : exact) {
            if (values.contains(text)) {
                return true;
            }
        }
        if (!patterns.isEmpty()) {
            for (String value : values) {
                if (match(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first value that stands for one text only, or null. */
    @Nullable String firstExact() {
        return exact.isEmpty() ? null : exact.iterator().next();
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>(exact);
        patterns.forEach(pattern -> all.add(pattern.toString()));
        return all.toString();
    }
}
