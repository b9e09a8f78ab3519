package io.hauberk.structured;

/**
 * A value with parameters (RFC 9651 §3.3). Immutable.
 *
 * @param value a {@link Long}, {@link java.math.BigDecimal}, {@link String}, {@link Token}, {@link Bytes}, {@link Boolean},
 *     {@link Date} or {@link DisplayString}
 */
public record Item(Object value, Parameters parameters) implements Member {
    /** A value without parameters. */
    public static Item of(Object value) {
        return new Item(value, Parameters.NONE);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        Writer.bare(value, text);
        return text.append(parameters).toString();
    }
}
