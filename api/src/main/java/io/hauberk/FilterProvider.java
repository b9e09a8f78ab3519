package io.hauberk;

/**
 * Makes a filter of one's own available in YAML. Found by {@link java.util.ServiceLoader}; used once for each entry in a
 * file, at start-up and at each reload.
 */
public interface FilterProvider {
    /** The name in YAML: {@code vendor.name}. Names without a dot are Hauberk's own. */
    String name();

    /**
     * Makes the filter. Settings that were not read by the time this returns are reported as unknown.
     *
     * @throws IllegalArgumentException if the settings make no sense; the message names the culprit and the cure
     */
    Filter create(Settings settings);
}
