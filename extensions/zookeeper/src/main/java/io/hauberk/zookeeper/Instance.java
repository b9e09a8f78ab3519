package io.hauberk.zookeeper;

import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what Curator writes for an instance. */
final class Instance {
    private static final int MAX_LABELS = 64;

    private Instance() {}

    /** Null for one that is left out. */
    static @Nullable Endpoint endpoint(String path, String json, String scheme) {
        Tree instance = Tree.object(json);
        if (!instance.isObject()) {
            throw new IllegalArgumentException("What " + path + " holds is no instance in JSON.");
        }
        if (!instance.at("enabled").flag(true)) {
            return null;
        }
        Tree metadata = instance.at("payload", "metadata");
        Tree secure = instance.at("sslPort");
        int port = (scheme.equals("https") && !secure.missing() ? secure : instance.at("port")).port();
        long weight = metadata.at("weight").number(1);
        return Endpoint.of(scheme, instance.at("address").text(""), port)
                .weighing((int) Math.max(0, Math.min(1_000_000, weight)))
                .in(metadata.at("zone").text())
                .labelled(labels(metadata))
                .hashed(instance.at("id").text());
    }

    private static Map<String, String> labels(Tree metadata) {
        Map<String, String> labels = new LinkedHashMap<>();
        metadata.members().forEach((name, value) -> {
            if (labels.size() < MAX_LABELS) {
                labels.put(String.valueOf(name), String.valueOf(value));
            }
        });
        return labels;
    }
}
