package io.hauberk.service;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that a key of the request leads to, by weight, and the same for as long as that endpoint is well; requests
 * without the key go anywhere. Immutable, thread-safe. Made by {@link Balancer#ringHash} and {@link Balancer#maglev}.
 *
 * <p>No endpoint gets more than {@link #boundedLoad(double)} times its share of what is under way: a key whose endpoint
 * is that busy, is out, or was tried in vain, goes to another, which is always the same one for that key, and different
 * ones for different keys, so that nobody inherits all of it.
 *
 * <p>Zones and slow start have no effect; priorities, subsets and the panic threshold have. Tables are built when
 * endpoints come or go, not while a call waits. A ring has 160 points for each endpoint of average weight, a million at
 * most, of 8 bytes each; a Maglev table has {@link #tableSize(int)} places of 4 bytes.
 */
public final class ConsistentHash extends Balancer {
    private static final int LARGEST = 5_000_011;

    private final boolean ring;
    private final HashKey key;
    private final double bound;
    private final int tableSize;

    private ConsistentHash(boolean ring, HashKey key, double bound, int tableSize) {
        super(ring ? "ringHash" : "maglev");
        this.ring = ring;
        this.key = key;
        this.bound = bound;
        this.tableSize = tableSize;
    }

    static ConsistentHash onRing(HashKey key) {
        return new ConsistentHash(true, key, 1.25, 65_537);
    }

    static ConsistentHash inTable(HashKey key) {
        return new ConsistentHash(false, key, 1.25, 65_537);
    }

    /** So many times its share of what is under way an endpoint may have, 1 to 100. Default: 1.25. */
    public ConsistentHash boundedLoad(double factor) {
        if (!(factor >= 1 && factor <= 100)) {
            throw new IllegalArgumentException(
                    "The bound is between 1 and 100 times an endpoint's share, but this one is " + factor + ".");
        }
        return new ConsistentHash(ring, key, factor, tableSize);
    }

    /** A key goes to its endpoint however busy that is. */
    public ConsistentHash unbounded() {
        return new ConsistentHash(ring, key, Double.POSITIVE_INFINITY, tableSize);
    }

    /**
     * How many places a Maglev table has: a prime up to 5,000,011; about a hundred for each endpoint keep shares within
     * 1 %. Default: 65,537. A ring has none.
     */
    public ConsistentHash tableSize(int places) {
        if (places < 2 || places > LARGEST || !prime(places)) {
            throw new IllegalArgumentException("A Maglev table has a prime number of places up to " + LARGEST
                    + ", but this one has " + places + ".");
        }
        if (ring) {
            throw new IllegalArgumentException("A ring has no table size. Take maglev, or leave it out.");
        }
        return new ConsistentHash(false, key, bound, places);
    }

    private static boolean prime(int number) {
        for (int divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    Picker picker(LongSupplier random) {
        return new HashPicker(random, key, bound, ring ? Ring::of : members -> Maglev.of(members, tableSize));
    }

    @Override
    boolean agrees() {
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConsistentHash that
                && ring == that.ring
                && key.equals(that.key)
                && bound == that.bound
                && tableSize == that.tableSize;
    }

    @Override
    public int hashCode() {
        return Objects.hash(ring, key, bound, tableSize);
    }
}
