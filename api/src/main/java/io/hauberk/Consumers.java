package io.hauberk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds who may call: in a configuration file, in a database, anywhere. Looked up by what a request shows, never by what
 * is stored as it is: an API key by its hash, a signature by the name of its key.
 *
 * <p>An implementation need not look at expiries; whoever asks does. It must be exact: no case folding, no trimming, no
 * patterns in what is asked for. It may block; the filters put a bounded cache in front of one that does (see
 * {@code io.hauberk.consumer.CachedConsumers}). Thread-safe. Tested by {@code ConsumersContract} in the test kit.
 */
@FunctionalInterface
public interface Consumers {
    /** Where an exchange keeps those of its gateway. */
    Key<Consumers> KEY = Key.named("consumers");

    /** Where an exchange keeps the consumer that was found, for the limits of its plan. */
    Key<Consumer> FOUND = Key.named("consumer");

    /**
     * The consumer that has such a credential, with all its credentials of that kind at least; null where nobody has.
     *
     * @param kind what is looked up
     * @param id see {@link Credential.Kind}; for a {@link Credential.Kind#PEER} the name itself, not a pattern
     * @throws IOException if it is not known, because whoever keeps the consumers cannot be asked
     */
    @Nullable Consumer find(Credential.Kind kind, String id) throws IOException;

    /** Nobody. */
    static Consumers none() {
        return (kind, id) -> null;
    }

    /** These, and where they do not have it, those: a file before a database, for example. */
    default Consumers or(Consumers others) {
        return (kind, id) -> {
            Consumer found = find(kind, id);
            return found != null ? found : others.find(kind, id);
        };
    }
}
