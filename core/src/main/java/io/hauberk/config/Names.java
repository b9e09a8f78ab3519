package io.hauberk.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The things of a configuration that others refer to by name, by type: issuers, services. */
final class Names {
    private final Map<Class<?>, Map<String, Object>> things = new HashMap<>();
    private final Map<Class<?>, String> words = new HashMap<>();

    /** Makes a kind of things known, by the word that messages call it. */
    void declare(Class<?> type, String word) {
        words.put(type, word);
        things.putIfAbsent(type, new LinkedHashMap<>());
    }

    <T> void put(Class<T> type, String name, T thing) {
        things.computeIfAbsent(type, ignored -> new LinkedHashMap<>()).put(name, thing);
    }

    <T> @Nullable T find(Class<T> type, String name) {
        Map<String, Object> named = things.get(type);
        return named == null ? null : type.cast(named.get(name));
    }

    /** A sentence about a name of nothing. */
    String unknown(Class<?> type, String name) {
        Set<String> known = things.getOrDefault(type, Map.of()).keySet();
        String word = words.getOrDefault(type, type.getSimpleName());
        String suggestion = Suggestion.sentence(name, known);
        String list = known.isEmpty()
                ? " This file names none: add it."
                : known.size() > 20 ? "" : " There are: " + String.join(", ", known) + ".";
        return "There is no " + word + " \"" + name + "\"." + (suggestion.isEmpty() ? list : suggestion);
    }
}
