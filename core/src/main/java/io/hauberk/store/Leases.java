package io.hauberk.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Permits that this process has taken from counters in advance, a few at a time, so that it need not ask the store for each
 * request. How many it takes grows with how fast they are used: a caller that comes slowly is not leased anything. One thread
 * leases at a time; others wait for as much as it will bring, and ask the store for what is beyond that.
 *
 * <p>Leased permits are used within a tenth of the period and a second, or given back when the key is asked for next; so in
 * any period no more passes than without leases, and what each process held when it began, which is its lease at most.
 * Bounded: 100,000 keys; permits of one that is pushed out are lost, so nobody gets more by that. Thread-safe.
 */
final class Leases {
    private static final int MAX_KEYS = 100_000;
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();

    private final Ticker ticker;
    private final Cache<String, Lease> leases =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    Leases(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The levels, if all of it was leased before, or is by {@code until}; null where the store has to be asked. */
    @Nullable List<Level> spend(List<Draw> draws, long until) {
        List<Level> levels = new ArrayList<>(draws.size());
        for (int i = 0; i < draws.size(); i++) {
            Lease lease = leases.getIfPresent(draws.get(i).key());
            Level level = lease == null ? null : spend(lease, draws.get(i).cost(), until);
            if (level == null) {
                restore(draws, i);
                return null;
            }
            levels.add(level);
        }
        return levels;
    }

    private @Nullable Level spend(Lease lease, long cost, long until) {
        Level level = lease.spend(cost, ticker.nanos());
        CountDownLatch coming = level == null ? lease.coming(cost) : null;
        if (coming == null) {
            return level;
        }
        try {
            coming.await(until - ticker.nanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lease.spend(cost, ticker.nanos());
    }

    private void restore(List<Draw> draws, int count) {
        for (int i = 0; i < count; i++) {
            Lease lease = leases.getIfPresent(draws.get(i).key());
            if (lease != null) {
                lease.restore(draws.get(i).cost());
            }
        }
    }

    /** The same draws with what to lease beside, so that no more than {@code most} are held. */
    List<Draw> enlarged(List<Draw> draws, long most) {
        long now = ticker.nanos();
        List<Draw> larger = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            long extra = lease(draw).wanted(now, most);
            larger.add(extra == 0 ? draw : Draw.of(draw.key(), draw.allowance(), draw.cost() + extra));
        }
        return larger;
    }

    /** What is left of leases that are over, to be given back. */
    List<Draw> leftovers(List<Draw> draws) {
        long now = ticker.nanos();
        List<Draw> back = new ArrayList<>();
        for (Draw draw : draws) {
            Draw left = lease(draw).leftover(draw, now);
            if (left != null) {
                back.add(left);
            }
        }
        return back;
    }

    /** Notes what the store answered, and tells how the counters stand for this process. */
    List<Level> noted(List<Draw> draws, List<Draw> asked, List<Level> levels) {
        long now = ticker.nanos();
        List<Level> ours = new ArrayList<>(draws.size());
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            ours.add(lease(draw).note(asked.get(i).cost() - draw.cost(), levels.get(i), now));
        }
        return ours;
    }

    /** Notes that the store had not as much as was to be leased. */
    void refused(List<Draw> draws, List<Draw> asked) {
        for (int i = 0; i < draws.size(); i++) {
            if (asked.get(i).cost() > draws.get(i).cost()) {
                lease(draws.get(i)).refused();
            }
        }
    }

    private Lease lease(Draw draw) {
        long tenth = draw.allowance().period().toMillis() * 100_000;
        return leases.get(draw.key(), key -> new Lease(Math.max(1, Math.min(LONGEST, tenth))));
    }

    /** What is leased of one counter. */
    private static final class Lease {
        private final long lasts;

        // Guarded by this.
        private long permits;
        private long size;
        private long until;
        private boolean begun;
        /** Open while somebody leases; one at a time, or all together would hold too much. */
        private @Nullable CountDownLatch asking;
        /** How much of what is asked for nobody waits for yet. */
        private long unclaimed;

        private @Nullable Level level;
        /** When the oldest of the permits were taken. */
        private @Nullable Level oldest;

        Lease(long lasts) {
            this.lasts = lasts;
        }

        synchronized @Nullable Level spend(long cost, long now) {
            Level last = level;
            if (last == null || permits < cost || now - until >= 0) {
                return null;
            }
            permits -= cost;
            return told(last);
        }

        synchronized void restore(long cost) {
            permits += cost;
        }

        /** Twice as much as before, if the last lease was used up within its time; else none. */
        synchronized long wanted(long now, long most) {
            if (asking != null) {
                return 0;
            }
            boolean fast = begun && now - until < 0;
            size = fast ? Math.min(most, Math.max(1, 2 * size)) : 0;
            long wanted = Math.max(0, Math.min(size, most - permits));
            if (wanted > 0) {
                asking = new CountDownLatch(1);
                unclaimed = wanted;
            }
            return wanted;
        }

        /** What to wait for, where so much of what is asked for just now is left; else null. */
        synchronized @Nullable CountDownLatch coming(long cost) {
            if (asking == null || unclaimed < cost) {
                return null;
            }
            unclaimed -= cost;
            return asking;
        }

        private void answered() {
            if (asking != null) {
                asking.countDown();
                asking = null;
            }
        }

        synchronized @Nullable Draw leftover(Draw draw, long now) {
            Level from = oldest;
            if (from == null || permits == 0 || now - until < 0) {
                return null;
            }
            long left = permits;
            permits = 0;
            return draw.correction(-left, from);
        }

        synchronized Level note(long extra, Level answer, long now) {
            if (extra > 0) {
                answered();
            }
            begun = true;
            until = now + lasts;
            oldest = permits == 0 ? answer : oldest;
            permits += extra;
            level = answer;
            return told(answer);
        }

        synchronized void refused() {
            answered();
            begun = false;
            size = 0;
        }

        /** What this process holds is there for it. */
        private Level told(Level last) {
            return new Level(
                    last.enough(),
                    Math.max(0, last.used() - permits),
                    last.remaining() + permits,
                    last.nanosUntilMore(),
                    last.nanosUntilEnough(),
                    last.stamp());
        }
    }
}
