package io.hauberk.service;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.killswitch.Switches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all services share: meters, clocks, sleep, chance.
 *
 * @param clock the wall clock, for dates that peers send
 * @param random random bits
 * @param hedges runs hedges when their time has come
 * @param switches what is switched off among the filters of services
 * @param services finds a service by its name
 */
record Commons(
        MeterRegistry metrics,
        Ticker ticker,
        Sleeper sleeper,
        InstantSource clock,
        LongSupplier random,
        HedgeTimer hedges,
        Switches switches,
        Function<String, @Nullable ServiceHandler> services) {
    /** By chance, from 0 to below 1. */
    double fraction() {
        return (random.getAsLong() >>> 11) * 0x1.0p-53;
    }
}
