package io.hauberk.service;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.killswitch.Switches;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Says what {@link Services} have in common. Not thread-safe. */
public final class ServicesBuilder {
    final Function<Service, Transport> transports;
    MeterRegistry metrics = new CompositeMeterRegistry();
    Ticker ticker = Ticker.system();
    Sleeper sleeper = Sleeper.system();
    InstantSource clock = InstantSource.system();
    LongSupplier random = () -> ThreadLocalRandom.current().nextLong();
    Supply.@Nullable Timer timer;
    Supply.@Nullable Timer checkTimer;

    @Nullable Executor checks;

    @Nullable HedgeTimer hedges;

    @Nullable Switches switches;

    ServicesBuilder(Function<Service, Transport> transports) {
        this.transports = transports;
    }

    /** Where calls, attempts and endpoints are counted. Default: nowhere. */
    public ServicesBuilder metrics(MeterRegistry metrics) {
        this.metrics = metrics;
        return this;
    }

    /** The clock by which times are measured. Default: the machine's. */
    public ServicesBuilder ticker(Ticker ticker) {
        this.ticker = ticker;
        return this;
    }

    /** What waits between attempts. Default: the calling thread, for real. */
    public ServicesBuilder sleeper(Sleeper sleeper) {
        this.sleeper = sleeper;
        return this;
    }

    /** The clock for dates that peers send. Default: the machine's. */
    public ServicesBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Random bits, for balancing and jitter. Default: a fast generator of each thread's own. */
    public ServicesBuilder random(LongSupplier random) {
        this.random = random;
        return this;
    }

    /** The kill switches that filters of services obey. Default: switches of their own, all on. */
    public ServicesBuilder switches(Switches switches) {
        this.switches = switches;
        return this;
    }

    /** Runs what discoveries do later. Default: daemon threads of its own. */
    ServicesBuilder timer(Supply.Timer timer) {
        this.timer = timer;
        return this;
    }

    /** Sees when health checks are due, and runs them. Default: daemon threads of its own. */
    ServicesBuilder checks(Supply.Timer timer, Executor threads) {
        this.checkTimer = timer;
        this.checks = threads;
        return this;
    }

    /** Runs hedges when their time has come. Default: threads of its own. */
    ServicesBuilder hedges(HedgeTimer hedges) {
        this.hedges = hedges;
        return this;
    }

    /** The services, none yet: {@link Services#replace}. */
    public Services build() {
        return new Services(this);
    }
}
