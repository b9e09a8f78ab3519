package io.hauberk.config;

import io.hauberk.CounterStoreProvider;
import io.hauberk.Handler;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.identity.Identity;
import io.hauberk.killswitch.Switches;
import io.hauberk.rewrite.Redirect;
import io.hauberk.rewrite.Respond;
import io.hauberk.service.Services;
import io.hauberk.service.TransportProvider;
import io.hauberk.store.StoreProviders;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read with, and what no file can say.
 *
 * @param environment the environment variables
 * @param filters the filters that a file can name
 * @param answers what reads {@code respond} and {@code redirect}
 * @param transports finds what services are called by
 * @param stores the kinds of stores that a file can name
 * @param metrics where to count; null for nowhere
 * @param ticker the clock that nobody puts back
 * @param wall the time of day
 */
record Setup(
        Function<String, @Nullable String> environment,
        FilterTable filters,
        Map<String, Function<Settings, Handler>> answers,
        Supplier<TransportProvider> transports,
        Supplier<Map<String, CounterStoreProvider>> stores,
        @Nullable MeterRegistry metrics,
        Ticker ticker,
        InstantSource wall) {
    private static final Map<String, Function<Settings, Handler>> ANSWERS =
            Map.of("respond", Respond::from, "redirect", Redirect::from);

    /** As a program is run. */
    static Setup system() {
        return new Setup(
                System::getenv,
                FilterTable.system(),
                ANSWERS,
                TransportProvider::find,
                StoreProviders::all,
                null,
                Ticker.system(),
                InstantSource.system());
    }

    Setup metrics(MeterRegistry registry) {
        return new Setup(environment, filters, answers, transports, stores, registry, ticker, wall);
    }

    Setup wall(InstantSource other) {
        return new Setup(environment, filters, answers, transports, stores, metrics, ticker, other);
    }

    /** Kill switches, all on. */
    Switches switches() {
        return Switches.by(wall, ticker);
    }

    Setup environment(Function<String, @Nullable String> other) {
        return new Setup(other, filters, answers, transports, stores, metrics, ticker, wall);
    }

    Setup transports(Supplier<TransportProvider> other) {
        return new Setup(environment, filters, answers, other, stores, metrics, ticker, wall);
    }

    Setup stores(Supplier<Map<String, CounterStoreProvider>> other) {
        return new Setup(environment, filters, answers, transports, other, metrics, ticker, wall);
    }

    /** The services of a program that is who {@code identity} says, none yet. */
    Services services(@Nullable Identity identity, Switches switches) {
        MeterRegistry registry = metrics == null ? new CompositeMeterRegistry() : metrics;
        if (identity != null && metrics != null) {
            identity.bindTo(metrics);
        }
        TransportProvider.Surroundings surroundings = new TransportProvider.Surroundings(identity, registry, ticker);
        Carrier carrier = new Carrier(transports);
        return Services.builder(service -> carrier.get().open(service, surroundings))
                .metrics(registry)
                .ticker(ticker)
                .switches(switches)
                .build();
    }

    /**
     * The provider, looked for when the first service needs it: without services there need be none. The same one from then
     * on, since what a service's old and new transports have in common is the provider's.
     */
    private static final class Carrier {
        private final Supplier<TransportProvider> finder;
        private @Nullable TransportProvider found;

        Carrier(Supplier<TransportProvider> finder) {
            this.finder = finder;
        }

        /** Called only under the lock of the services. */
        TransportProvider get() {
            TransportProvider known = found;
            if (known == null) {
                known = finder.get();
                found = known;
            }
            return known;
        }
    }
}
