package io.hauberk.etcd;

import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one value. */
final class Value {
    private Value() {}

    static Endpoint endpoint(String key, String value, String scheme) {
        String text = value.strip();
        if (!text.startsWith("{")) {
            return at(key, text, scheme).hashed(key);
        }
        Tree json = Tree.object(text);
        String url = json.at("url").text(json.at("Addr").text(json.at("addr").text("")));
        if (url.isEmpty()) {
            throw new IllegalArgumentException("The value of " + key + " has neither url nor Addr.");
        }
        // Metadata of etcd's naming package are what its user likes; ours are looked for there, too.
        Tree more = json.at("Metadata").isObject() ? json.at("Metadata") : json;
        return at(key, url, scheme)
                .weighing(number(key, more.at("weight"), 1, 1_000_000))
                .in(more.at("zone").text())
                .priority(number(key, more.at("priority"), 0, 127))
                .labelled(labels(more.at("labels")))
                .hashed(more.at("hashKey").text(key));
    }

    private static Endpoint at(String key, String text, String scheme) {
        try {
            return Endpoint.parse(text.contains("://") ? text : scheme + "://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The value of " + key + " is no endpoint: " + e.getMessage(), e);
        }
    }

    private static int number(String key, Tree tree, int otherwise, int most) {
        long number = tree.number(otherwise);
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("The value of " + key + " has a number out of range: " + number + ".");
        }
        return (int) number;
    }

    private static Map<String, String> labels(Tree tree) {
        Map<String, String> labels = new LinkedHashMap<>();
        tree.members().forEach((name, label) -> labels.put(String.valueOf(name), String.valueOf(label)));
        return labels;
    }
}
