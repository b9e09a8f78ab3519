package io.hauberk.service;

import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the endpoints of a service. Immutable, thread-safe, never blocks; what is counted belongs to the
 * service. Default: {@link #leastRequest()}.
 *
 * <p>All of them keep to weights, leave out what is ejected or rests (unless so much is that the panic threshold says
 * otherwise), and prefer what this call has not tried yet. An endpoint of weight 0 takes nothing.
 */
public abstract class Balancer {
    private static final Balancer LEAST_REQUEST = new Plain("leastRequest", LeastRequest::new);
    private static final Balancer ROUND_ROBIN = new Plain("roundRobin", RoundRobin::new);
    private static final Balancer RANDOM = new Plain("random", Random::new);

    private final String name;

    Balancer(String name) {
        this.name = name;
    }

    /**
     * The one with fewer requests under way of two drawn by chance (power of two choices). Where weights differ: by
     * chance, in proportion to weight / (requests under way + 1), as Envoy does.
     */
    public static Balancer leastRequest() {
        return LEAST_REQUEST;
    }

    /** One after the other; where weights differ, so that each gets its share without bursts. */
    public static Balancer roundRobin() {
        return ROUND_ROBIN;
    }

    /** By chance, in proportion to weight. */
    public static Balancer random() {
        return RANDOM;
    }

    /** The one that is likely to answer sooner of two drawn by chance, by how long it took lately and how busy it is. */
    public static PeakEwma peakEwma() {
        return new PeakEwma();
    }

    /** By a key of the request, on a ring: when endpoints come or go, few keys move. */
    public static ConsistentHash ringHash(HashKey key) {
        return ConsistentHash.onRing(key);
    }

    /** By a key of the request, in a table: shared out more evenly than on a ring, while a few more keys move. */
    public static ConsistentHash maglev(HashKey key) {
        return ConsistentHash.inTable(key);
    }

    /**
     * Whoever has been here before goes to the same endpoint again, as long as it is well: a cookie says which. New ones
     * are shared out by this balancer.
     */
    public final Balancer sticky(StickyCookie cookie) {
        return new Sticky(this, cookie);
    }

    /** The algorithm at work for one service. */
    abstract Picker picker(LongSupplier random);

    /** The cookie that says where a caller was before; null where nobody sticks. */
    @Nullable StickyCookie cookie() {
        return null;
    }

    /** Whether it matters that all who call the service know the same endpoints. */
    boolean agrees() {
        return false;
    }

    /** The name used in YAML. */
    @Override
    public String toString() {
        return name;
    }

    /** Without parameters, so one for all. */
    private static final class Plain extends Balancer {
        private final Function<LongSupplier, Picker> pickers;

        Plain(String name, Function<LongSupplier, Picker> pickers) {
            super(name);
            this.pickers = pickers;
        }

        @Override
        Picker picker(LongSupplier random) {
            return pickers.apply(random);
        }
    }

    /** Another one, but for those who have been here before. */
    private static final class Sticky extends Balancer {
        private final Balancer others;
        private final StickyCookie cookie;

        Sticky(Balancer others, StickyCookie cookie) {
            super("sticky, else " + others);
            this.others = others;
            this.cookie = cookie;
        }

        @Override
        Picker picker(LongSupplier random) {
            return others.picker(random);
        }

        @Override
        StickyCookie cookie() {
            return cookie;
        }

        @Override
        boolean agrees() {
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sticky that && others.equals(that.others) && cookie.equals(that.cookie);
        }

        @Override
        public int hashCode() {
            return others.hashCode() * 31 + cookie.hashCode();
        }
    }
}
