package io.hauberk.discovery;

import io.hauberk.Settings;
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
}
