package io.hauberk.config;

import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the reference names and this version does not have yet. Each is a fault that says so, and is taken out, so that
 * readers need not know of it.
 */
final class Later {
    /** Filters. */
    static final Set<String> FILTERS =
            Set.of("query", "requestBody", "responseBody", "cors", "cache", "mirror", "fault");

    /** Parameters of filters. */
    private static final Map<String, Set<String>> PARAMETERS = Map.of();

    private static final Set<String> SERVICE = Set.of();
    private static final Set<String> DISCOVERIES = Set.of("xds");

    private final Reading reading;

    Later(Reading reading) {
        this.reading = reading;
    }

    /** The parameters of a filter that this version has. */
    Mapping filter(String name, Mapping parameters) {
        return without(parameters, name, PARAMETERS.getOrDefault(name, Set.of()));
    }

    /** The entry of a service as far as this version has it. */
    Mapping service(Mapping service) {
        List<Entry> left = new ArrayList<>();
        for (Entry entry : without(service, "service", SERVICE).entries()) {
            if (entry.name().equals("discover") && entry.value() instanceof Mapping discover) {
                Mapping known = without(discover, "discover", DISCOVERIES);
                if (!known.entries().isEmpty() || discover.entries().isEmpty()) {
                    left.add(new Entry(entry.key(), known));
                }
            } else {
                left.add(entry);
            }
        }
        return new Mapping(service.place(), left);
    }

    private Mapping without(Mapping block, String what, Set<String> keys) {
        List<Entry> left = new ArrayList<>();
        for (Entry entry : block.entries()) {
            if (keys.contains(entry.name())) {
                reading.error(
                        entry.key().place(),
                        "This version of Hauberk does not have " + entry.name() + " in " + what + " yet. Remove it.");
            } else {
                left.add(entry);
            }
        }
        return left.size() == block.entries().size() ? block : new Mapping(block.place(), left);
    }
}
