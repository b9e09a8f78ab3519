package io.hauberk.config;

import io.hauberk.Authentication;
import io.hauberk.Filter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters that are made of a list of filters. */
enum Combination {
    ANY_OF("anyOf", Authentication::anyOf),
    ALL_OF("allOf", Authentication::allOf);

    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // both are methods without state
    private final Function<Filter[], Filter> maker;

    Combination(String name, Function<Filter[], Filter> maker) {
        this.name = name;
        this.maker = maker;
    }

    static @Nullable Combination named(String name) {
        return name.equals(ANY_OF.name) ? ANY_OF : name.equals(ALL_OF.name) ? ALL_OF : null;
    }

    /** As a file names it. Read by {@link FilterReader} itself, since its parts are filters. */
    FilterKind kind() {
        return FilterKind.of(name, "of", settings -> {
            throw new IllegalStateException("A filter of filters is read with its parts.");
        });
    }

    /** @throws IllegalArgumentException if one of them has no place in it, or there are none */
    Filter of(Filter... parts) {
        return maker.apply(parts);
    }
}
