package io.hauberk.service;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How bad it is if a request fails; when something has to be given up, the last of these go first. The classes are those
 * of Google's SRE book, chapter 21.
 */
public enum Criticality {
    /** Users notice at once, and it hurts. */
    CRITICAL_PLUS,
    /** Users notice. What is not said otherwise is this. */
    CRITICAL,
    /** May fail for a while, and is tried again later: batches. */
    SHEDDABLE_PLUS,
    /** May fail often. */
    SHEDDABLE;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it stands on the wire and in YAML: {@code critical-plus} to {@code sheddable}. */
    @Override
    public String toString() {
        return text;
    }

    /** The one of this text, or null. */
    static @Nullable Criticality of(@Nullable String text) {
        for (Criticality criticality : values()) {
            if (criticality.text.equalsIgnoreCase(text)) {
                return criticality;
            }
        }
        return null;
    }
}
