package io.hauberk;

import org.jspecify.annotations.Nullable;

/**
 * One entry in the record of an exchange: which filter decided what, by which rule, from which input. Logs, traces and
 * {@code explain} read the same entries.
 *
 * <p>An entry holds references; its text is made when someone reads it. Filters keep one instance for each decision
 * that needs no input and record that one again and again. Inputs must not be secrets: no tokens, keys or passwords.
 *
 * @param filter the filter's name
 * @param outcome what was decided
 * @param rule the rule, limit or route that decided; a name from configuration
 * @param input what it was decided from, rendered by {@code toString()} when read; never a secret
 */
public record Decision(
        String filter,
        Outcome outcome,
        @Nullable String rule,
        @Nullable Object input) {
    /** An entry without input. */
    public static Decision of(String filter, Outcome outcome, @Nullable String rule) {
        return new Decision(filter, outcome, rule, null);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(filter)
                .append(' ')
                .append(outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        if (rule != null && !rule.equals(input)) {
            text.append(" by ").append(rule);
        }
        if (input != null) {
            text.append(": ").append(input);
        }
        return text.toString();
    }
}
