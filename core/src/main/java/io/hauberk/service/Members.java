package io.hauberk.service;

import java.util.List;

/** The endpoints to choose from, those of weight 0 left out. Immutable but for the members' own state. */
final class Members {
    static final Members NONE = new Members(List.of());

    private final Member[] members;
    /** The sum of the weights up to and including each; null where all are equal. */
    private final int @org.jspecify.annotations.Nullable [] sums;

    Members(List<Member> known) {
        this.members = known.stream().filter(m -> m.endpoint().weight() > 0).toArray(Member[]::new);
        this.sums = sums(members);
    }

    private static int @org.jspecify.annotations.Nullable [] sums(Member[] members) {
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
