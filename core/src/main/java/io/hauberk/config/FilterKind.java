package io.hauberk.config;

import io.hauberk.Filter;
import io.hauberk.Settings;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of filter that a file can name.
 *
 * @param name what the file calls it
 * @param shortForm the parameter that a bare value stands for; null where it takes none
 * @param reader makes one from its parameters
 */
record FilterKind(String name, @Nullable String shortForm, Function<Settings, Filter> reader) {
    static FilterKind of(String name, Function<Settings, Filter> reader) {
        return new FilterKind(name, null, reader);
    }

    static FilterKind of(String name, String shortForm, Function<Settings, Filter> reader) {
        return new FilterKind(name, shortForm, reader);
    }
}
