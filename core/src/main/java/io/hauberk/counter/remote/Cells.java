package io.hauberk.counter.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Allowance;
import java.math.BigInteger;

/**
 * The arithmetic of the generic cell rate: spans of time as whole microseconds and a fraction of one, which is what a
 * script can add and compare without rounding. The denominator makes the time of one permit exact, up to 10^15; beyond it, a permit
 * comes early by less than a 10^15th of a microsecond.
 */
public final class Cells {
    /** The longest time in which an allowance may fill, so that a time and twice this stay below 2^53. */
    private static final BigInteger LONGEST = BigInteger.valueOf(36_525L * 86_400 * 1_000_000);

    private static final BigInteger TWICE = LONGEST.shiftLeft(1);
    private static final BigInteger FINEST = BigInteger.valueOf(1_000_000_000_000_000L);
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    /** The same few allowances come with every request, and the divisors of their numbers take longer than a request. */
    private static final Cache<Allowance, Cells> KNOWN =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private final BigInteger interval;
    private final BigInteger parts;
    private final BigInteger denominator;
    private final BigInteger size;
    private final long burst;

    /**
     * That of an allowance.
     *
     * @throws IllegalArgumentException if the allowance takes more than a hundred years to fill
     */
    public static Cells of(Allowance allowance) {
        return KNOWN.get(allowance, Cells::new);
    }

    private Cells(Allowance allowance) {
        BigInteger nanos = BigInteger.valueOf(allowance.period().toSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(allowance.period().toNanosPart()));
        BigInteger permits = BigInteger.valueOf(allowance.limit()).multiply(THOUSAND);
        BigInteger common = nanos.gcd(permits);
        interval = nanos.divide(common);
        parts = permits.divide(common);
        denominator = parts.min(FINEST);
        burst = allowance.burst();
        size = interval.multiply(BigInteger.valueOf(burst));
        if (size.divide(parts).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "An allowance of " + burst + " at " + allowance.limit() + " in " + allowance.period()
                            + " takes more than a hundred years to fill. Lower the burst, or shorten the period.");
        }
    }

    /** How long it takes until so many permits come back. A longer time than can be counted is cut to the longest. */
    public Span span(long permits) {
        BigInteger[] micros = interval.multiply(BigInteger.valueOf(permits)).divideAndRemainder(parts);
        if (micros[0].compareTo(TWICE) > 0) {
            return new Span(TWICE.longValueExact(), 0);
        }
        return new Span(
                micros[0].longValueExact(),
                micros[1].multiply(denominator).divide(parts).longValueExact());
    }

    /** How long it takes to fill the whole allowance. */
    public Span size() {
        return span(burst);
    }

    /** What fractions are counted in: so many make a microsecond. */
    public long denominator() {
        return denominator.longValueExact();
    }

    /** How much is used up where it takes so long until all is back. */
    long used(Span level) {
        BigInteger[] used = units(level).divideAndRemainder(interval);
        return used[0].longValueExact() + used[1].signum();
    }

    /** Nanoseconds until so many permits are there, rounded up; zero if they are. */
    long nanosUntil(long permits, Span level) {
        BigInteger missing =
                units(level).add(interval.multiply(BigInteger.valueOf(permits))).subtract(size);
        if (missing.signum() <= 0) {
            return 0;
        }
        BigInteger[] nanos = missing.multiply(THOUSAND).divideAndRemainder(parts);
        return nanos[0].longValueExact() + nanos[1].signum();
    }

    private BigInteger units(Span span) {
        return parts.multiply(BigInteger.valueOf(span.micros))
                .add(parts.multiply(BigInteger.valueOf(span.fraction)).divide(denominator));
    }

    /**
     * A span of time.
     *
     * @param fraction of a microsecond, in units of the denominator
     */
    public record Span(long micros, long fraction) {}
}
