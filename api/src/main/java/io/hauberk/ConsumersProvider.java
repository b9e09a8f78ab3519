package io.hauberk;

import org.jspecify.annotations.Nullable;

/** Makes consumers that are kept elsewhere available in YAML ({@code consumersFrom}). Found by {@link java.util.ServiceLoader}. */
public interface ConsumersProvider {
    /** The key that says where they are, such as {@code jdbc}. */
    String name();

    /**
     * Reads the rest of the block; what is left unread is reported as unknown. Connects to nothing.
     *
     * @return null after a fault; closed with the configuration, if it is {@link AutoCloseable}
     */
    @Nullable Consumers read(Settings settings);
}
