package io.hauberk.concurrency;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a permit, by criticality. The most critical goes first; among equals the one that came first, but once
 * that one has waited for half of its patience, the one that came last: the old ones will hardly be in time any more, and
 * to serve them first would make all of them late (adaptive LIFO). Not thread-safe.
 */
final class WaitQueue<W extends WaitQueue.Waiting> {
    /** One who waits. */
    interface Waiting {
        /** Its criticality, as an ordinal: 0 is the most critical. */
        int rank();

        /** Whether it has waited for half of its patience. */
        boolean impatient();
    }

    private final ArrayDeque<W>[] ranks;
    private final int max;
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
    WaitQueue(int ranks, int max) {
        // Most gates have no queue, and there is a gate for each caller.
        this.ranks = new ArrayDeque[max == 0 ? 0 : ranks];
        for (int i = 0; i < this.ranks.length; i++) {
            this.ranks[i] = new ArrayDeque<>();
        }
        this.max = max;
    }

    int size() {
        return size;
    }

    boolean full() {
        return size >= max;
    }

    void add(W waiter) {
        ranks[waiter.rank()].addLast(waiter);
        size++;
    }

    void remove(W waiter) {
        if (ranks[waiter.rank()].remove(waiter)) {
            size--;
        }
    }

    /** The most critical rank in which somebody waits; -1 for nobody. */
    int best() {
        for (int i = 0; i < ranks.length; i++) {
            if (!ranks[i].isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    /** Takes out who goes next of a rank in which somebody waits. */
    W take(int rank) {
        ArrayDeque<W> waiting = ranks[rank];
        size--;
        return waiting.element().impatient() ? waiting.removeLast() : waiting.removeFirst();
    }

    /** Takes out the newest of the least critical, if that is less critical than a newcomer; else null. */
    @Nullable W displacedBy(int rank) {
        for (int i = ranks.length - 1; i > rank; i--) {
            W last = ranks[i].pollLast();
            if (last != null) {
                size--;
                return last;
            }
        }
        return null;
    }
}
