package io.hauberk.service;

import io.hauberk.Ticker;
import io.hauberk.identity.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes transports. By this the core, which knows no HTTP client, finds one: {@code hauberk-client-interceptors} provides
 * it by {@link ServiceLoader}.
 */
public interface TransportProvider {
    /** A transport for one service; it is closed when the service goes, or changes. */
    Transport open(Service service, Surroundings surroundings);

    /**
     * The provider that is there.
     *
     * @throws IllegalStateException if there is none, saying what to add
     */
    static TransportProvider find() {
        return ServiceLoader.load(TransportProvider.class, TransportProvider.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(TransportProvider.class).findFirst())
                .orElseThrow(() -> new IllegalStateException(
                        "Services are called through an HTTP client, and none was found. Add the dependency"
                                + " io.hauberk:hauberk-client-interceptors."));
    }

    /**
     * What transports share.
     *
     * @param identity who we are; null where no service needs to know
     * @param metrics where they count
     * @param ticker the clock
     */
    record Surroundings(@Nullable Identity identity, MeterRegistry metrics, Ticker ticker) {}
}
