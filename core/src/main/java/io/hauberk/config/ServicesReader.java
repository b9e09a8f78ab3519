package io.hauberk.config;

import io.hauberk.Filter;
import io.hauberk.config.Node.Mapping;
import io.hauberk.identity.Tls;
import io.hauberk.killswitch.Switches;
import io.hauberk.service.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code serviceDefaults:} and {@code services:} of all files. */
final class ServicesReader {
    private final Reading reading;
    private final FilterReader filters;
    private final Later later;
    private final boolean identity;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** For a file that has an {@code identity:} or has none. */
    ServicesReader(Reading reading, FilterReader filters, boolean identity) {
        this.reading = reading;
        this.filters = filters;
        this.later = new Later(reading);
        this.identity = identity;
    }

    List<Service> read(Document document) {
        Service defaults = defaults(document.main());
        for (NodeSettings file : document.all()) {
            NodeSettings block = file.block("services");
            if (block == null) {
                continue;
            }
            for (String name : block.names()) {
                if (!name.startsWith("x-")) {
                    service(block, name, defaults);
                }
            }
        }
        return new ArrayList<>(services.values());
    }

    private Service defaults(NodeSettings main) {
        Service none = Service.named("defaults");
        if (!(main.node("serviceDefaults") instanceof Mapping mapping)) {
            main.block("serviceDefaults");
            return none;
        }
        NodeSettings settings = reading.settings(later.service(mapping), "serviceDefaults");
        for (String own : List.of("endpoints", "discover")) {
            if (settings.has(own)) {
                settings.node(own);
                settings.fault(
                        own, "Each service has its own " + own + ". Move it from serviceDefaults to the services.");
            }
        }
        Service defaults = from("defaults", settings, none);
        settings.finish();
        return defaults == null ? none : defaults;
    }

    private void service(NodeSettings block, String name, Service defaults) {
        Place place = block.place(name);
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            block.node(name);
            reading.error(place, "There is a service \"" + name + "\" at " + first + " already. Rename one of them.");
            return;
        }
        if (!Service.isName(name)) {
            block.node(name);
            reading.error(
                    place,
                    "\"" + name
                            + "\" cannot name a service: names are DNS labels, so 1 to 63 lower-case letters, digits and"
                            + " inner hyphens.");
            return;
        }
        if (!(block.node(name) instanceof Mapping mapping)) {
            block.block(name);
            return;
        }
        int before = reading.faults().errors();
        NodeSettings settings = reading.settings(later.service(mapping), "service " + name);
        Service service = from(name, settings, defaults);
        settings.finish();
        if (service != null) {
            services.put(name, service);
            if (reading.faults().errors() == before) {
                judge(service, place);
            }
        }
    }

    /** What contradicts itself; not asked of a service with faults, which would only be told twice. */
    private void judge(Service service, Place place) {
        service.faults().forEach(sentence -> reading.error(place, sentence));
        service.warnings().forEach(sentence -> reading.warning(place, sentence));
        if (service.tls().mode() == Tls.Mode.MUTUAL && !identity) {
            reading.error(
                    place,
                    "Service " + service.name()
                            + " asks for mutual TLS, but the file does not say who we are. Add identity:"
                            + " { certificate, privateKey, trust }.");
        }
    }

    private @Nullable Service from(String name, NodeSettings settings, Service defaults) {
        try {
            return Service.from(
                    name, settings, defaults, owner -> active(filters.filters(settings, "filters", "service " + name)));
        } catch (IllegalArgumentException e) {
            reading.error(settings.place(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<Filter> active(List<FilterEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.off())
                .map(ServicesReader::named)
                .toList();
    }

    /** The same filter, known by the policy that it belongs to. */
    private static Filter named(FilterEntry entry) {
        String policy = entry.policy();
        return policy == null ? entry.active() : Switches.named(policy, entry.active());
    }
}
