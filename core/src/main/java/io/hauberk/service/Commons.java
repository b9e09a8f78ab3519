package io.hauberk.service;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What all services share: meters, clocks, sleep, chance.
 *
 * @param clock the wall clock, for dates that peers send
 * @param random random bits
 */
record Commons(MeterRegistry metrics, Ticker ticker, Sleeper sleeper, InstantSource clock, LongSupplier random) {
    /** By chance, from 0 to below 1. */
    double fraction() {
        return (random.getAsLong() >>> 11) * 0x1.0p-53;
    }
}
