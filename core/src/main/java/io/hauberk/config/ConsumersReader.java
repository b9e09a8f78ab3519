package io.hauberk.config;

import io.hauberk.Consumer;
import io.hauberk.jwt.Issuer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code consumers:} of all files. */
final class ConsumersReader {
    private final Reading reading;
    private final Set<String> plans;
    private final CredentialReader credentials;
    private final Map<String, Consumer> consumers = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    /** For a file with these plans and issuers. */
    ConsumersReader(Reading reading, Set<String> plans, List<Issuer> issuers) {
        this.reading = reading;
        this.plans = plans;
        this.credentials = new CredentialReader(issuers);
    }

    List<Consumer> read(Document document) {
        for (NodeSettings file : document.all()) {
            NodeSettings block = file.block("consumers");
            if (block == null) {
                continue;
            }
            for (String name : block.names()) {
                if (!name.startsWith("x-")) {
                    consumer(block, name);
                }
            }
        }
        return new ArrayList<>(consumers.values());
    }

    private void consumer(NodeSettings block, String name) {
        Place place = block.place(name);
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            block.node(name);
            reading.error(place, "There is a consumer \"" + name + "\" at " + first + " already. Rename one of them.");
            return;
        }
        NodeSettings settings = block.block(name);
        if (settings == null) {
            return;
        }
        String plan = settings.text("plan");
        if (plan != null && !plans.contains(plan)) {
            settings.fault("plan", "There is no plan \"" + plan + "\"." + Suggestion.sentence(plan, plans));
        }
        if (name.isBlank()) {
            reading.error(place, "A consumer has a name. Give it one.");
            return;
        }
        consumers.put(
                name,
                Consumer.of(name)
                        .plan(plan)
                        .groups(Set.copyOf(settings.texts("groups")))
                        .with(credentials.read(settings, name)));
    }
}
