package io.hauberk.consul;

import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one entry of the health endpoint. */
final class Instance {
    private static final int MAX_LABELS = 64;

    private Instance() {}

    /** Null for one that is left out. */
    static @Nullable Endpoint endpoint(Tree entry, String scheme, Query query) {
        Tree service = entry.at("Service");
        boolean warning = has(entry, "warning");
        if (has(entry, "critical") || has(entry, "maintenance") || warning && !query.warning) {
            return null;
        }
        String address = service.at("Address").text(entry.at("Node", "Address").text(""));
        String host = address.isEmpty() ? entry.at("Node", "Address").text("") : address;
        long weight = service.at("Weights", warning ? "Warning" : "Passing").number(1);
        return Endpoint.of(scheme, host, service.at("Port").port())
                .weighing((int) Math.max(0, Math.min(1_000_000, weight)))
                .in(zone(entry, query.zoneKey))
                .labelled(labels(service))
                .hashed(service.at("ID").text());
    }

    private static boolean has(Tree entry, String status) {
        return entry.at("Checks").elements().stream()
                .anyMatch(check -> check.at("Status").text("").equals(status));
    }

    private static @Nullable String zone(Tree entry, String key) {
        String own = entry.at("Service", "Meta", key).text();
        String locality = own == null ? entry.at("Service", "Locality", "Zone").text() : own;
        String node = locality == null ? entry.at("Node", "Meta", key).text() : locality;
        return node == null ? entry.at("Node", "Locality", "Zone").text() : node;
    }

    private static Map<String, String> labels(Tree service) {
        Map<String, String> labels = new LinkedHashMap<>();
        service.at("Meta").members().forEach((name, value) -> put(labels, String.valueOf(name), String.valueOf(value)));
        service.at("Tags").elements().forEach(tag -> put(labels, "tag." + tag.text(""), "true"));
        return labels;
    }

    private static void put(Map<String, String> labels, String name, String value) {
        if (labels.size() < MAX_LABELS) {
            labels.put(name, value);
        }
    }
}
