package io.hauberk.counter;

import java.math.BigInteger;
import java.time.Duration;

/**
 * The generic cell rate algorithm: pure arithmetic, no state, no clock. What it knows of a caller is one number, the
 * theoretical arrival time (TAT): when a full allowance will be there again. A TAT in the past is the same as none.
 *
 * <p>Time is counted in units that are a whole fraction of a nanosecond, as small as ten years of it fit into a long. The
 * emission interval is a whole number of units where that is possible (three a second is), else it is cut to one, so that
 * a permit never comes late, and early by less than a nanosecond. There is no drift from adding up rounded intervals
 * beyond that, and a whole period always brings back the whole allowance.
 */
final class Gcra {
    static final long REFUSED = -1;

    private static final BigInteger LIFE =
            BigInteger.valueOf(Duration.ofDays(3_660).toNanos());
    private static final BigInteger LONGEST =
            BigInteger.valueOf(Duration.ofDays(36_525).toNanos());
    private static final BigInteger SHORTEST = BigInteger.TEN;

    private final long interval;
    private final long tolerance;
    private final long unitsPerNano;

    /**
     * An allowance of {@code capacity}, refilled by {@code limit} in each period, evenly.
     *
     * @throws IllegalArgumentException if that is too fast or too slow to be counted
     */
    Gcra(long limit, Duration per, long capacity) {
        BigInteger nanos = BigInteger.valueOf(per.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(per.getNano()));
        BigInteger permits = BigInteger.valueOf(limit);
        BigInteger fill = nanos.multiply(BigInteger.valueOf(capacity)).divide(permits);
        if (nanos.divide(permits).compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    limit + " in " + per + " is more than a hundred million in a second, which is"
                            + " no limit. Lower it, or leave it out.");
        }
        if (fill.compareTo(LONGEST) > 0 || nanos.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("An allowance of " + capacity + " at " + limit + " in " + per
                    + " takes more than a hundred years to fill. Lower the burst, or shorten the period.");
        }
        BigInteger finest =
                BigInteger.valueOf(Long.MAX_VALUE).divide(LIFE.add(fill).add(fill));
        BigInteger exact = permits.divide(permits.gcd(nanos));
        BigInteger units = exact.compareTo(finest) > 0 ? finest : finest.subtract(finest.mod(exact));
        unitsPerNano = units.longValueExact();
        interval = nanos.multiply(units).divide(permits).longValueExact();
        tolerance = interval * capacity;
    }

    /** A span of time in our units. */
    long units(long nanos) {
        return nanos * unitsPerNano;
    }

    /** The TAT after taking {@code cost}, or {@link #REFUSED}, which leaves everything as it was. */
    long take(long tat, long now, long cost) {
        long next = Math.max(tat, now) + cost * interval;
        return next - now > tolerance ? REFUSED : next;
    }

    /** Whether {@link #take} would take so much; false for more than there ever is. */
    boolean enough(long tat, long now, long cost) {
        return cost <= capacity() && take(tat, now, cost) != REFUSED;
    }

    /**
     * The TAT after a correction. A positive one is taken whether or not it is there, up to an allowance that is owed. A
     * negative one is given back but for what has come back by itself since it was taken, {@code age} units ago.
     */
    long adjust(long tat, long now, long permits, long age) {
        long from = Math.max(tat, now);
        if (permits >= 0) {
            long room = Math.max(0, now - from + 2 * tolerance);
            return from + Math.min(room, Math.min(permits, 2 * capacity()) * interval);
        }
        long back = Math.min(-permits, 2 * capacity()) * interval - age;
        return Math.max(now, from - Math.max(0, back));
    }

    /** How many permits are used up, rounded up; more than there ever are where something is owed. */
    long used(long tat, long now) {
        long units = Math.max(0, tat - now);
        return units / interval + (units % interval == 0 ? 0 : 1);
    }

    /** How many permits there are. */
    long remaining(long tat, long now) {
        return Math.max(0, tolerance - Math.max(0, tat - now)) / interval;
    }

    /** Nanoseconds until {@code permits} of them are there, rounded up; zero if they are. */
    long nanosUntil(long permits, long tat, long now) {
        long units = Math.max(0, tat - now + permits * interval - tolerance);
        return units / unitsPerNano + (units % unitsPerNano == 0 ? 0 : 1);
    }

    /** How many permits a caller has at most. */
    long capacity() {
        return tolerance / interval;
    }
}
