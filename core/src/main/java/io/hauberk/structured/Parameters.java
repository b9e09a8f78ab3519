package io.hauberk.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of an item or an inner list, in order (RFC 9651 §3.1.2). Immutable. */
public final class Parameters {
    /** None. */
    public static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, Object> values;

    private Parameters(Map<String, Object> values) {
        this.values = values;
    }

    static Parameters of(Map<String, Object> values) {
        return values.isEmpty() ? NONE : new Parameters(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    /** These parameters and one more at the end, or one changed in its place. */
    public Parameters with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Parameters(Collections.unmodifiableMap(more));
    }

    /** The values by name, in order; see {@link Item#value()}. */
    public Map<String, Object> values() {
        return values;
    }

    /** The value if it is there and of this type; else null. */
    public <T> @Nullable T get(String name, Class<T> type) {
        Object value = values.get(name);
        return type.isInstance(value) ? type.cast(value) : null;
    }

    /** Whether there is such a parameter. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Parameters that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            text.append(';').append(Writer.key(name));
            if (!Boolean.TRUE.equals(value)) {
                Writer.bare(value, text.append('='));
            }
        });
        return text.toString();
    }
}
