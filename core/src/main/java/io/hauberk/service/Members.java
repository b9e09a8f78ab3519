package io.hauberk.service;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints to choose from, those of weight 0 left out. Immutable but for the members' own state, and what is summed
 * up of it.
 */
final class Members {
    static final Members NONE = new Members(List.of());

    private final Member[] members;
    /** The sum of the weights up to and including each; null where all are equal. */
    private final int @Nullable [] sums;

    private final @Nullable Table table;
    /** The weight of those that are in. */
    private volatile double weightIn;

    private final @Nullable LongAdder busy;

    Members(List<Member> known) {
        this(known, members -> null, null);
    }

    /**
     * @param table makes what a key is looked up in
     * @param busy counts what is under way at all of them together
     */
    Members(List<Member> known, Function<Members, @Nullable Table> table, @Nullable LongAdder busy) {
        this.busy = busy;
        this.members = known.stream().filter(m -> m.endpoint().weight() > 0).toArray(Member[]::new);
        this.sums = sums(members);
        this.table = members.length == 0 ? null : table.apply(this);
        refresh();
    }

    private static int @Nullable [] sums(Member[] members) {
        boolean even = true;
        int[] sums = new int[members.length];
        long sum = 0;
        for (int i = 0; i < members.length; i++) {
            int weight = members[i].endpoint().weight();
            sum += weight;
            sums[i] = (int) Math.min(Integer.MAX_VALUE, sum);
            even &= weight == members[0].endpoint().weight();
        }
        return even ? null : sum <= Integer.MAX_VALUE ? sums : scaled(members, sum);
    }

    /** Thousands of endpoints with huge weights: their sum is brought down to what fits, but nobody to nothing. */
    private static int[] scaled(Member[] members, long total) {
        int[] sums = new int[members.length];
        double scale = (Integer.MAX_VALUE - (double) members.length) / total;
        int sum = 0;
        for (int i = 0; i < members.length; i++) {
            sum += Math.max(1, (int) (members[i].endpoint().weight() * scale));
            sums[i] = sum;
        }
        return sums;
    }

    int size() {
        return members.length;
    }

    void forEach(Consumer<Member> action) {
        for (Member member : members) {
            action.accept(member);
        }
    }

    /** What a key is looked up in; null where the balancer goes by no key. */
    @Nullable Table table() {
        return table;
    }

    /** Counts what is under way at all of them together, and at those of their priority that are gone; null where nobody counts. */
    @Nullable LongAdder busy() {
        return busy;
    }

    /** The weight of those that are in, as it was when somebody's state last changed. */
    double weightIn() {
        return weightIn;
    }

    /** Sums up the weight of those that are in. */
    void refresh() {
        double sum = 0;
        for (int i = 0; i < members.length; i++) {
            sum += members[i].in() ? weight(i) : 0;
        }
        weightIn = sum;
    }

    /** The same by the weights that the endpoints have, which can be compared with those of other members. */
    double ownWeightIn() {
        double sum = 0;
        for (Member member : members) {
            sum += member.in() ? member.endpoint().weight() : 0;
        }
        return sum;
    }

    Member get(int index) {
        return members[index];
    }

    /** Whether all weights are equal. */
    boolean even() {
        return sums == null;
    }

    int weight(int index) {
        return sums == null ? 1 : index == 0 ? sums[0] : sums[index] - sums[index - 1];
    }

    /** The index at a fraction from 0 to 1 of the whole weight. */
    int at(double fraction) {
        if (sums == null) {
            return Math.min(members.length - 1, (int) (fraction * members.length));
        }
        int point = (int) (fraction * sums[sums.length - 1]);
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] <= point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
