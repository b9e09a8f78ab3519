package io.hauberk.testkit.discovery;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * A registry that a {@link DiscoveryContract} can fill, stop and spoil. It runs when it is opened, and knows nothing yet.
 * What it is asked to publish are {@code http} endpoints at IPv4 literals, all at port 8080.
 */
public interface RegistryDriver extends AutoCloseable {
    /** A discovery that asks this registry. Where it asks now and then, it does so every 200 ms. */
    Discovery discovery();

    /** From now on the registry has these, and no others; it answers properly again if it was spoilt. */
    void publish(List<Endpoint> endpoints) throws Exception;

    /** The registry dies: connections end, and nobody listens any more. */
    void stop() throws Exception;

    /** The registry comes back where it was, and knows what it knew. */
    void start() throws Exception;

    /**
     * From now on it answers what is no answer.
     *
     * @return false if it cannot be brought to do that
     */
    boolean garble() throws Exception;

    /** Whether it tells weights. */
    default boolean tellsWeights() {
        return true;
    }

    /** Whether it tells zones. */
    default boolean tellsZones() {
        return true;
    }

    /** How many endpoints it can tell at most; 10,050 suffice. */
    default int most() {
        return 10_050;
    }

    /** How late it is asked again at most while it fails. */
    default Duration longestPause() {
        return Duration.ofSeconds(30);
    }

    /** How many connections are open; -1 where that is not known. */
    default int connections() {
        return -1;
    }

    @Override
    void close() throws Exception;
}
