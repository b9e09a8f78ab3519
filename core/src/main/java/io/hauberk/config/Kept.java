package io.hauberk.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one configuration that hold state, by name and parameters. The next configuration takes over those
 * whose name and parameters it has, too.
 */
final class Kept {
    private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

    private final Map<String, Held> before;
    private final Map<String, Held> now = new HashMap<>();
    private final Map<String, Integer> ordinals = new HashMap<>();

    private Kept(Map<String, Held> before) {
        this.before = before;
    }

    /** For a first configuration: nothing is taken over. */
    static Kept nothing() {
        return new Kept(Map.of());
    }

    /** For the configuration that replaces this one. */
    Kept next() {
        return new Kept(now);
    }

    /**
     * The instance that was there under this name with these parameters, made from the same other instances; a fresh one
     * where there was none. Equals under one name are told apart by their order.
     */
    <T> T keep(String name, String parameters, List<Object> uses, Class<T> type, Supplier<T> fresh) {
        String equals = name + '\n' + parameters;
        int ordinal = ordinals.merge(equals, 1, Integer::sum);
        String key = equals + '\n' + ordinal;
        Held old = before.get(key);
        T instance = old != null && type.isInstance(old.instance) && same(old.uses, uses)
                ? type.cast(old.instance)
                : fresh.get();
        now.put(key, new Held(instance, List.copyOf(uses)));
        return instance;
    }

    /** What there is of a type, each instance once. */
    <T> List<T> all(Class<T> type) {
        Set<T> all = Collections.newSetFromMap(new IdentityHashMap<>());
        now.values().stream()
                .map(Held::instance)
                .filter(type::isInstance)
                .map(type::cast)
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** Closes what is here and not in the other. */
    void closeUnless(Kept other) {
        Set<Object> stays = Collections.newSetFromMap(new IdentityHashMap<>());
        other.now.values().forEach(held -> stays.add(held.instance));
        for (Held held : now.values()) {
            if (!stays.contains(held.instance)) {
                close(held.instance);
            }
        }
    }

    /** Closes it, if it is something to close. */
    static void close(Object instance) {
        try {
            if (instance instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (Exception e) {
            LOG.warn("{} could not be closed.", instance, e);
        }
    }

    private static boolean same(List<Object> old, List<Object> uses) {
        if (old.size() != uses.size()) {
            return false;
        }
        for (int i = 0; i < old.size(); i++) {
            if (old.get(i) != uses.get(i)) {
                return false;
            }
        }
        return true;
    }

    private record Held(Object instance, List<Object> uses) {}
}
