package io.hauberk.service;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One after the other. Equal weights: in order. Others: the n-th pick falls at the fraction n·φ of the whole weight, φ
 * being the golden ratio; such points fill the circle evenly (three-distance theorem), so each endpoint gets its share,
 * within a few picks at any time, and never a burst. One shared counter, no lock.
 *
 * <p>Who may not be drawn uses up a turn: so what it leaves is spread over all others, not heaped on its neighbour.
 */
final class RoundRobin implements Picker {
    private static final int GOLDEN = 0x9E3779B9;

    private final AtomicInteger turn;

    RoundRobin(LongSupplier bits) {
        // Clients that start together must not all begin with the same endpoint.
        this.turn = new AtomicInteger((int) bits.getAsLong());
    }

    @Override
    public int pick(Members members, Who who) {
        int draws = members.even() ? Math.min(members.size(), DRAWS) : DRAWS;
        for (int draw = 0; draw < draws; draw++) {
            int index = next(members);
            if (who.mayTake(members.get(index))) {
                return index;
            }
        }
        return Picker.any(members, who, next(members));
    }

    private int next(Members members) {
        int now = turn.getAndIncrement();
        return members.even()
                ? Integer.remainderUnsigned(now, members.size())
                : members.at((now * GOLDEN >>> 1) * 0x1.0p-31);
    }

    @Override
    public String toString() {
        return "in turn";
    }
}
