package io.hauberk;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An authentication filter that is made of others. */
abstract class Combined implements Filter {
    private final String name;
    private final List<Filter> parts;

    Combined(String name, List<Filter> parts) {
        this.name = name;
        this.parts = parts;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public final Set<String> identityHeaders() {
        return ofAll(Filter::identityHeaders);
    }

    @Override
    public final Set<String> secretNames() {
        return ofAll(Filter::secretNames);
    }

    private Set<String> ofAll(Function<Filter, Set<String>> names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        parts.forEach(part -> all.addAll(names.apply(part)));
        return all;
    }

    @Override
    public final List<Filter> parts() {
        return parts;
    }

    @Override
    public final String toString() {
        return parts.stream().map(Filter::toString).collect(Collectors.joining(", ", name + " [", "]"));
    }
}
