package io.hauberk.service;

import io.hauberk.Settings;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Chooses among the endpoints of a service. Immutable, thread-safe, never blocks; what is counted belongs to the
 * service. Default: {@link #leastRequest()}.
 *
 * <p>All of them keep to weights, leave out what is ejected or rests (unless so much is that the panic threshold says
 * otherwise), and prefer what this call has not tried yet. An endpoint of weight 0 takes nothing.
 */
public final class Balancer {
    private static final Balancer LEAST_REQUEST = new Balancer("leastRequest", LeastRequest::new);
    private static final Balancer ROUND_ROBIN = new Balancer("roundRobin", RoundRobin::new);
    private static final Balancer RANDOM = new Balancer("random", Random::new);
    private static final List<Balancer> ALL = List.of(LEAST_REQUEST, ROUND_ROBIN, RANDOM);

    private final String name;
    private final Function<LongSupplier, Picker> pickers;

    private Balancer(String name, Function<LongSupplier, Picker> pickers) {
        this.name = name;
        this.pickers = pickers;
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

    /** Reads {@code balance: leastRequest}. */
    static Balancer from(Settings settings, Balancer otherwise) {
        String word = settings.word("balance", otherwise.name, Set.of("leastRequest", "roundRobin", "random"));
        return ALL.stream().filter(b -> b.name.equals(word)).findFirst().orElse(otherwise);
    }

    /** The algorithm at work for one service. */
    Picker picker(LongSupplier random) {
        return pickers.apply(random);
    }

    /** The name used in YAML. */
    @Override
    public String toString() {
        return name;
    }
}
