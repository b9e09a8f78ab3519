package io.hauberk.service;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services that we call, by name. Thread-safe. {@link #replace} swaps them all at once: what is equal stays as it is,
 * with its transport and its counters; of what changed, the endpoints that stay keep their state.
 */
public final class Services implements AutoCloseable {
    private Services() {}

    /** Services that send by the transports given; without any service yet. */
    public static Builder builder(Function<Service, Transport> transports) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes these the services, and no others. Discoveries begin at once, before anybody calls; nothing waits for them.
     *
     * @throws IllegalArgumentException if a service contradicts itself, or two have one name; then nothing changes
     */
    public void replace(Collection<Service> services) {
        throw new UnsupportedOperationException();
    }

    /**
     * The service of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public ServiceHandler handler(String name) {
        throw new UnsupportedOperationException();
    }

    /** The service of that name, or null. One look-up in a hash table. */
    public @Nullable ServiceHandler find(String name) {
        throw new UnsupportedOperationException();
    }

    /** The names. */
    public Set<String> names() {
        throw new UnsupportedOperationException();
    }

    /** Ends all discoveries and closes all transports. Calls under way end by themselves; later ones are refused. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** What services have in common. Not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /** Where calls, attempts and endpoints are counted. Default: nowhere. */
        public Builder metrics(MeterRegistry metrics) {
            return this;
        }

        /** The clock. Default: the machine's. */
        public Builder ticker(Ticker ticker) {
            return this;
        }

        /** What waits between attempts. Default: the calling thread, for real. */
        public Builder sleeper(Sleeper sleeper) {
            return this;
        }

        /** The services, none yet: {@link Services#replace}. */
        public Services build() {
            throw new UnsupportedOperationException();
        }
    }
}
