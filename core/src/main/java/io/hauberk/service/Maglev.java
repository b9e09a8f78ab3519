package io.hauberk.service;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Maglev's table (Eisenbud et al., NSDI 2016): members take places in turn, each by an order of its own, until all are
 * taken; the turns of those with less weight come less often. One look-up finds the member of a key.
 */
final class Maglev implements Table {
    private final int[] places;

    private Maglev(int[] places) {
        this.places = places;
    }

    /** @param size a prime */
    static Maglev of(Members members, int size) {
        int count = members.size();
        int[] places = new int[size];
        Arrays.fill(places, -1);
        long[] next = new long[count];
        long[] skip = new long[count];
        long most = 0;
        for (int i = 0; i < count; i++) {
            String name = members.get(i).endpoint().hashKey();
            next[i] = Long.remainderUnsigned(XxHash.of(name, 0), size);
            skip[i] = 1 + Long.remainderUnsigned(XxHash.of(name, 1), size - 1);
            most = Math.max(most, members.weight(i));
        }
        PriorityQueue<Turn> turns = new PriorityQueue<>(count);
        for (int i = 0; i < count; i++) {
            turns.add(new Turn(i, 1, round(1, most, members.weight(i))));
        }
        for (int taken = 0; taken < size; taken++) {
            Turn turn = turns.remove();
            int i = turn.index();
            while (places[(int) next[i]] >= 0) {
                next[i] = (next[i] + skip[i]) % size;
            }
            places[(int) next[i]] = i;
            turns.add(new Turn(i, turn.number() + 1, round(turn.number() + 1, most, members.weight(i))));
        }
        return new Maglev(places);
    }

    /** The heaviest have a turn in each round, others in the one in which their weights have added up to that. */
    private static long round(long turn, long most, int weight) {
        return (turn * most + weight - 1) / weight;
    }

    /**
     * The next turn of a member. Who comes next is asked of a heap: beside one huge weight, the others have none in most
     * rounds.
     */
    private record Turn(int index, long number, long round) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byRound = Long.compare(round, other.round);
            return byRound != 0 ? byRound : Integer.compare(index, other.index);
        }
    }

    @Override
    public int at(long hash) {
        return places[(int) Long.remainderUnsigned(hash, places.length)];
    }
}
