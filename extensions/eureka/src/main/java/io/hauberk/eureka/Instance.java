package io.hauberk.eureka;

import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one instance. */
final class Instance {
    private static final int MAX_LABELS = 64;

    private Instance() {}

    /** Null for one that is left out: not up, or without a port that fits the scheme. */
    static @Nullable Endpoint endpoint(Tree instance, String scheme, boolean byName) {
        // What an operator has put over the instance's own status is in the status already.
        if (!instance.at("status").text("").equals("UP")) {
            return null;
        }
        Tree port = instance.at(scheme.equals("https") ? "securePort" : "port");
        if (!port.at("@enabled").flag(true)) {
            return null;
        }
        long weight = instance.at("metadata", "weight").number(1);
        String host = byName ? "hostName" : "ipAddr";
        return Endpoint.of(scheme, instance.at(host).text(""), port.at("$").port())
                .weighing((int) Math.max(0, Math.min(1_000_000, weight)))
                .in(zone(instance))
                .labelled(labels(instance))
                .hashed(instance.at("instanceId").text());
    }

    private static @Nullable String zone(Tree instance) {
        String own = instance.at("metadata", "zone").text();
        return own == null
                ? instance.at("dataCenterInfo", "metadata", "availability-zone").text()
                : own;
    }

    private static Map<String, String> labels(Tree instance) {
        Map<String, String> labels = new LinkedHashMap<>();
        instance.at("metadata").members().forEach((name, value) -> {
            if (labels.size() < MAX_LABELS && !String.valueOf(name).startsWith("@")) {
                labels.put(String.valueOf(name), String.valueOf(value));
            }
        });
        return labels;
    }
}
