package io.hauberk.service;

import io.hauberk.Exchange;
import io.hauberk.Filter;
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

    /** How critical the request of this exchange is, as far as is known: {@link #CRITICAL} where nobody has said. */
    public static Criticality of(Exchange exchange) {
        Lineage lineage = exchange.get(Lineage.KEY);
        Criticality said = lineage == null ? null : lineage.criticality();
        return said == null ? CRITICAL : said;
    }

    /**
     * A filter whose requests are no more critical than this, for plans of consumers and for calls. It only notes it: {@link
     * Lineage#atMost}.
     */
    public Filter ceiling() {
        return new Ceiling(this);
    }

    /** The one of this text, or null. */
    public static @Nullable Criticality of(@Nullable String text) {
        for (Criticality criticality : values()) {
            if (criticality.text.equalsIgnoreCase(text)) {
                return criticality;
            }
        }
        return null;
    }
}
