package io.hauberk.discovery;

import io.hauberk.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a discovery usable in a configuration file: {@code discover: { consul: orders }}. Found by {@link
 * java.util.ServiceLoader}, so it has a public constructor without parameters, or a {@code provider()} method.
 */
public interface DiscoveryProvider {
    /** The key that asks for it, such as {@code consul}. Other keys beside it are its own to read. */
    String name();

    /**
     * Reads a discovery. Faults are told to the settings, all of them, not thrown.
     *
     * @param discover the whole of {@code discover:}, which has the key {@link #name()}
     * @return null if there was a fault
     */
    @Nullable Discovery read(Settings discover);

    /**
     * All that are there: what this library brings, and what is found on the class path and the module path. A module's
     * takes the place of a built-in one of the same name.
     */
    static List<DiscoveryProvider> all() {
        Map<String, DiscoveryProvider> all = new LinkedHashMap<>();
        Builtin.ALL.forEach(builtin -> all.put(builtin.name(), builtin));
        Map<String, DiscoveryProvider> loaded = new LinkedHashMap<>();
        Stream.concat(
                        ServiceLoader.load(DiscoveryProvider.class, DiscoveryProvider.class.getClassLoader()).stream(),
                        ServiceLoader.load(DiscoveryProvider.class).stream())
                .map(ServiceLoader.Provider::get)
                .forEach(provider -> {
                    DiscoveryProvider other = loaded.putIfAbsent(provider.name(), provider);
                    if (other != null && other.getClass() != provider.getClass()) {
                        throw new IllegalStateException("Two discoveries are called \"" + provider.name() + "\": "
                                + other.getClass().getName() + " and "
                                + provider.getClass().getName() + ". Remove the jar of one of them.");
                    }
                });
        all.putAll(loaded);
        return List.copyOf(all.values());
    }
}
