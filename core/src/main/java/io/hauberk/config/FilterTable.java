package io.hauberk.config;

import io.hauberk.FilterProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filters that a file can name: Hauberk's own, and those of {@link FilterProvider}s, whose names have a dot. */
final class FilterTable {
    private final Map<String, FilterKind> kinds = new LinkedHashMap<>();

    private FilterTable() {}

    /** Hauberk's own filters and all that are found on the class path and the module path. */
    static FilterTable system() {
        FilterTable table = new FilterTable();
        OwnFilters.all().forEach(table::add);
        for (FilterProvider provider : ServiceLoader.load(FilterProvider.class)) {
            table.add(provider);
        }
        return table;
    }

    void add(FilterKind kind) {
        kinds.put(kind.name(), kind);
    }

    /** Adds somebody's own filter. */
    void add(FilterProvider provider) {
        String name = provider.name();
        if (name.indexOf('.') <= 0 || name.endsWith(".")) {
            throw new IllegalStateException(
                    "The filter provider " + provider.getClass().getName() + " calls its filter \"" + name
                            + "\". Names of filters outside Hauberk are vendor.name: give it one with a dot.");
        }
        if (kinds.putIfAbsent(name, FilterKind.of(name, "value", provider::create)) != null) {
            throw new IllegalStateException("Two filter providers call their filter \"" + name + "\"; one of them is "
                    + provider.getClass().getName() + ". Rename one.");
        }
    }

    @Nullable FilterKind find(String name) {
        return kinds.get(name);
    }

    /** A sentence about a name that is none of a filter here; {@code policies} are the other names that would do. */
    String unknown(String name, Set<String> policies) {
        if (Later.FILTERS.contains(name)) {
            return "This version of Hauberk does not have the filter " + name + " yet. Remove it.";
        }
        // Of two that are as near, the first is suggested.
        boolean policy = name.indexOf('-') > 0;
        Set<String> none = Set.of();
        List<String> known = Stream.of(
                        policy ? policies : none, kinds.keySet(), Later.FILTERS, policy ? none : policies)
                .flatMap(names -> names.stream().limit(1_000))
                .toList();
        if (name.indexOf('.') > 0) {
            return "There is no filter " + name + ": no FilterProvider of that name is on the class path. Add its jar."
                    + Suggestion.sentence(name, known);
        }
        if (name.indexOf('-') > 0) {
            return "There is no policy \"" + name + "\"." + Suggestion.sentence(name, known)
                    + " Names with a hyphen are" + " those of policies.";
        }
        return "There is no filter \"" + name + "\"." + Suggestion.sentence(name, known);
    }

    Set<String> names() {
        return kinds.keySet();
    }
}
