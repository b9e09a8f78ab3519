package io.hauberk.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of networks. Immutable; finding an address takes time logarithmic in their number and allocates nothing. */
public final class Cidrs {
    private static final Comparator<Cidr> BY_ADDRESS = (a, b) -> compare(a.network(), b.network());

    private static final int SHOWN = 10;

    private final List<Cidr> networks;
    /** Sorted and apart: no network holds another. */
    private final Cidr[] v4;

    private final Cidr[] v6;

    private Cidrs(List<Cidr> networks) {
        this.networks = networks;
        this.v4 = apart(networks, true);
        this.v6 = apart(networks, false);
    }

    /**
     * Reads networks.
     *
     * @throws IllegalArgumentException if a text is none; the message says which and why
     */
    public static Cidrs of(String... networks) {
        return of(List.of(networks));
    }

    /** The same from a collection. */
    public static Cidrs of(Collection<String> networks) {
        return new Cidrs(networks.stream().map(Cidr::of).toList());
    }

    private static Cidr[] apart(List<Cidr> networks, boolean v4) {
        List<Cidr> kept = new ArrayList<>();
        networks.stream()
                .filter(n -> n.network().v4() == v4)
                .sorted(BY_ADDRESS.thenComparingInt(Cidr::prefix))
                .forEach(n -> {
                    if (kept.isEmpty() || !kept.get(kept.size() - 1).contains(n.network())) {
                        kept.add(n);
                    }
                });
        return kept.toArray(new Cidr[0]);
    }

    /** How many networks there are. */
    public int size() {
        return networks.size();
    }

    /** Whether there is no network at all. */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether the address is in one of the networks. */
    public boolean contains(IpAddress address) {
        return find(address) != null;
    }

    /** The network that the address is in, the widest where there are several; null if it is in none. */
    public @Nullable Cidr find(IpAddress address) {
        Cidr[] sorted = address.v4() ? v4 : v6;
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            if (compare(sorted[middle].network(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= 0 && sorted[high].contains(address) ? sorted[high] : null;
    }

    private static int compare(IpAddress a, IpAddress b) {
        int high = Long.compareUnsigned(a.high(), b.high());
        return high != 0 ? high : Long.compareUnsigned(a.low(), b.low());
    }

    @Override
    public String toString() {
        return networks.size() <= SHOWN
                ? networks.toString()
                : networks.subList(0, SHOWN) + " and " + (networks.size() - SHOWN) + " more";
    }
}
