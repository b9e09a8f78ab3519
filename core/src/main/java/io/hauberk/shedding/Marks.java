package io.hauberk.shedding;

import io.hauberk.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What a {@link LoadShedding} is made of.
 *
 * @param queueTime from which least wait on there is overload
 * @param cpu from how many percent of the processor on
 * @param percentile by which percentile of latency deadlines are judged
 * @param clock the wall clock, by which proxies tell when they took a request
 * @param nanos the clock by which the pool is measured
 * @param load how busy the processor is
 * @param random from 0 to 1
 */
record Marks(
        String name,
        Duration queueTime,
        double cpu,
        double percentile,
        InstantSource clock,
        Ticker nanos,
        DoubleSupplier load,
        DoubleSupplier random) {
    static Marks usual(String name) {
        return new Marks(
                name,
                Duration.ofMillis(25),
                90,
                10,
                InstantSource.system(),
                Ticker.system(),
                new Cpu(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    Marks named(String other) {
        return new Marks(other, queueTime, cpu, percentile, clock, nanos, load, random);
    }

    Marks queueTime(Duration least) {
        return new Marks(name, least, cpu, percentile, clock, nanos, load, random);
    }

    Marks cpu(double percent) {
        return new Marks(name, queueTime, percent, percentile, clock, nanos, load, random);
    }

    Marks percentile(double percent) {
        return new Marks(name, queueTime, cpu, percent, clock, nanos, load, random);
    }

    /** With other clocks, another processor, and another chance. */
    Marks in(InstantSource wall, Ticker ticks, DoubleSupplier processor, DoubleSupplier chance) {
        return new Marks(name, queueTime, cpu, percentile, wall, ticks, processor, chance);
    }

    long queueNanos() {
        return queueTime.toNanos();
    }

    @Override
    public String toString() {
        return name + "(queue time " + queueTime.toMillis() + " ms, cpu " + Math.round(cpu) + " %, percentile "
                + Math.round(percentile) + ")";
    }
}
