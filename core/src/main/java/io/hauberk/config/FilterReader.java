package io.hauberk.config;

import io.hauberk.Concern;
import io.hauberk.Filter;
import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads lists of filters, wherever they stand, and the policies that they use by name. */
final class FilterReader {
    private static final Set<String> MODES = Set.of("enforce", "shadow", "off");

    private final Reading reading;
    private final FilterTable table;
    private final Kept kept;
    private final Later later;
    private final Map<String, List<FilterEntry>> policies = new LinkedHashMap<>();

    FilterReader(Reading reading, FilterTable table, Kept kept) {
        this.reading = reading;
        this.table = table;
        this.kept = kept;
        this.later = new Later(reading);
    }

    /** Reads {@code policies:}. */
    void policies(@Nullable NodeSettings settings) {
        if (settings == null) {
            return;
        }
        for (String name : settings.names()) {
            if (name.startsWith("x-")) {
                continue;
            }
            if (name.indexOf('-') <= 0) {
                settings.fault(
                        name,
                        "The policy \"" + name + "\" needs a name with a hyphen, such as \"" + name
                                + "-policy\", so that" + " nobody takes it for a filter.");
            }
            List<FilterEntry> chain = new ArrayList<>();
            for (Node item : items(settings.node(name))) {
                Named named = named(item);
                FilterEntry entry = named == null ? null : filter(named, "policy " + name, Set.of());
                if (entry != null) {
                    chain.add(entry);
                }
            }
            if (settings.node(name) instanceof Sequence list && list.items().isEmpty()) {
                settings.fault(name, "The policy " + name + " holds no filter. Give it one, or remove it.");
            }
            policies.put(name, chain);
        }
    }

    /** Reads the list of filters under a key; {@code owner} names whose they are, and so their state. */
    List<FilterEntry> filters(NodeSettings settings, String key, String owner) {
        List<FilterEntry> chain = new ArrayList<>();
        Node node = settings.node(key);
        if (node == null) {
            return chain;
        }
        if (!(node instanceof Sequence list)) {
            reading.wrongShape(key, node, "a list of filters: put \"- \" before each");
            return chain;
        }
        for (Node item : list.items()) {
            Named named = named(item);
            if (named == null) {
                continue;
            }
            List<FilterEntry> policy = policies.get(named.name);
            if (policy == null) {
                FilterEntry entry = filter(named, owner, policies.keySet());
                if (entry != null) {
                    chain.add(entry);
                }
            } else if (named.parameters != null) {
                reading.error(
                        named.place,
                        "The policy " + named.name + " takes no parameters here. Write just \"- " + named.name
                                + "\", or change it where it is defined.");
            } else {
                policy.forEach(entry -> chain.add(entry.in(named.name, named.place)));
            }
        }
        return chain;
    }

    private static List<Node> items(@Nullable Node node) {
        return node instanceof Sequence list ? list.items() : node == null ? List.of() : List.of(node);
    }

    /** Reads a list whose entries are the parameters of one kind of filter. */
    List<FilterEntry> each(NodeSettings settings, String key, String filter, String owner) {
        List<FilterEntry> chain = new ArrayList<>();
        for (Node item : items(settings.node(key))) {
            FilterEntry entry = filter(new Named(item.place(), filter, item), owner, Set.of());
            if (entry != null) {
                chain.add(entry);
            }
        }
        return chain;
    }

    /** One entry of a list: a bare name, or a name with parameters. */
    private @Nullable Named named(Node item) {
        if (item instanceof Scalar scalar && !scalar.missing()) {
            String name = reading.text(scalar);
            return name == null ? null : new Named(scalar.place(), name, null);
        }
        if (!(item instanceof Mapping mapping)) {
            reading.wrongShape("An entry of the filters", item, "a filter such as \"- accessLog\"");
            return null;
        }
        List<Entry> entries = mapping.entries().stream()
                .filter(entry -> !entry.name().startsWith("x-"))
                .toList();
        if (entries.size() != 1) {
            String names = String.join(", ", entries.stream().map(Entry::name).toList());
            reading.error(
                    mapping.place(),
                    entries.isEmpty()
                            ? "This entry names no filter."
                            : "One entry holds several keys (" + names + "). Write one filter an entry, and its"
                                    + " parameters in braces or further to the right.");
            return null;
        }
        Entry entry = entries.get(0);
        boolean bare = entry.value() instanceof Scalar scalar && scalar.missing();
        return new Named(entry.key().place(), entry.name(), bare ? null : entry.value());
    }

    private @Nullable FilterEntry filter(Named named, String owner, Set<String> known) {
        FilterKind kind = table.find(named.name);
        if (kind == null) {
            reading.error(named.place, table.unknown(named.name, known));
            return null;
        }
        Mapping written = parameters(named, kind);
        if (written == null) {
            return null;
        }
        Combination combination = Combination.named(named.name);
        if (combination != null) {
            return combined(named, combination, written, owner);
        }
        Mapping parameters = later.filter(named.name, written);
        NodeSettings settings = reading.settings(parameters, named.name).of(owner);
        String mode = settings.word("mode", "enforce", MODES);
        Filter fresh = make(kind, settings);
        settings.finish();
        if (fresh == null) {
            return null;
        }
        Filter filter = kept.keep(
                owner + "/" + named.name, fingerprint(parameters), settings.uses(), Filter.class, () -> fresh);
        if (filter != fresh) {
            Kept.close(fresh);
        }
        // The same shadow of the same filter: a service with another one would be another service.
        Supplier<Filter> shadowed = () ->
                kept.keep(owner + "/" + named.name + " in shadow", "", List.of(filter), Filter.class, filter::shadowed);
        return entry(named, settings, mode, filter, shadowed);
    }

    /** A filter made of filters; the state is theirs. */
    private @Nullable FilterEntry combined(Named named, Combination combination, Mapping written, String owner) {
        NodeSettings settings = reading.settings(written, named.name);
        String mode = settings.word("mode", "enforce", MODES);
        List<FilterEntry> parts = filters(settings, "of", owner + "/" + named.name);
        settings.finish();
        if (!settings.has("of")) {
            settings.fault("of", named.name + " needs a list of filters.");
            return null;
        }
        try {
            Filter[] active = parts.stream()
                    .filter(part -> !part.off())
                    .map(FilterEntry::active)
                    .toArray(Filter[]::new);
            Filter combined = combination.of(active);
            return entry(named, settings, mode, combined, combined::shadowed);
        } catch (IllegalArgumentException e) {
            settings.fault("of", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private FilterEntry entry(Named named, NodeSettings settings, String mode, Filter filter, Supplier<Filter> shadow) {
        Filter shadowed = null;
        if (mode.equals("shadow")) {
            try {
                shadowed = shadow.get();
            } catch (IllegalStateException e) {
                settings.fault(
                        "mode",
                        named.name
                                + " changes, delays or tells rather than decides, so it cannot be shadowed. Its mode is"
                                + " enforce or off.");
            }
        }
        if (mode.equals("off") && filter.concern().decides() && filter.concern() != Concern.LIMIT) {
            settings.warning(
                    "mode",
                    named.name + " is off here, and nothing says until when. A kill switch ends by itself:"
                            + " killSwitches.");
        }
        return new FilterEntry(named.name, named.place, mode, filter, shadowed == null ? filter : shadowed, null);
    }

    private @Nullable Mapping parameters(Named named, FilterKind kind) {
        Node node = named.parameters;
        if (node == null) {
            return Reading.nothing(named.place);
        }
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        if (kind.shortForm() != null) {
            return Reading.shortFor(kind.shortForm(), node);
        }
        reading.wrongShape(named.name, node, "a block of parameters");
        return null;
    }

    private @Nullable Filter make(FilterKind kind, NodeSettings settings) {
        try {
            return kind.reader().apply(settings);
        } catch (IllegalArgumentException | IllegalStateException e) {
            reading.error(settings.place(), kind.name() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            reading.error(settings.place(), kind.name() + " cannot be made: " + e + ".");
        }
        return null;
    }

    /** The parameters without the mode, which is a matter of the place and not of the filter. */
    private String fingerprint(Mapping parameters) {
        List<Entry> entries = parameters.entries().stream()
                .filter(entry -> !entry.name().equals("mode"))
                .toList();
        return Fingerprint.of(reading.canonical(new Mapping(parameters.place(), entries)));
    }

    private record Named(Place place, String name, @Nullable Node parameters) {}
}
