package io.hauberk.okhttp;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends flights whose time is up, on one daemon thread for the whole process that looks at all of them every few
 * milliseconds. To be watched costs one exchange and one store in an array: no timer is set, no thread is woken, no
 * memory is taken, which is what OkHttp's own timeouts cost for each read.
 *
 * <p>A thread looks for a slot at a place of its own, so that threads, virtual ones too, seldom meet. There are as many
 * slots as there ever were flights at once, and some. The thread starts with the first flight, sleeps while there is
 * none, and ends with the last owner, once nobody waits for anything: an answer that is never closed does not keep it.
 */
final class Watchdog {
    /** How late a flight may be ended. */
    static final long TICK_NANOS = 10_000_000;

    private static final int SLOTS = 1024;
    /** One cache line of references between the places of two threads. */
    private static final int SPREAD = 16;

    private static final int PROBES = 64;
    private static final int QUIET_TICKS = 100;

    private static final ReentrantLock lock = new ReentrantLock();
    private static @Nullable Watchdog shared;
    private static int owners;

    private final Segment first = new Segment();
    private final ReentrantLock starting = new ReentrantLock();
    private volatile @Nullable Thread thread;
    private volatile boolean resting;
    private volatile boolean ended;

    private Watchdog() {}

    /** The one of this process, for an owner who {@linkplain #disown() disowns} it when he is done. */
    static Watchdog owned() {
        lock.lock();
        try {
            Watchdog watchdog = shared;
            if (watchdog == null) {
                watchdog = new Watchdog();
                shared = watchdog;
            }
            owners++;
            return watchdog;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread with the last owner, once nobody waits for an endpoint any more. */
    void disown() {
        lock.lock();
        try {
            owners--;
            if (owners == 0) {
                shared = null;
                ended = true;
                LockSupport.unpark(thread);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the flight when its time is up, unless it {@linkplain #release lands} before. */
    void watch(Flight flight) {
        int place = (int) Thread.currentThread().getId() * SPREAD;
        Segment segment = first;
        while (!segment.take(flight, place)) {
            segment = segment.next();
        }
        attend();
    }

    /** A flight under way begins to wait again. */
    void attend() {
        if (resting || thread == null) {
            wake();
        }
    }

    void release(Flight flight) {
        Segment segment = flight.segment;
        if (segment != null) {
            flight.segment = null;
            segment.slots.setRelease(flight.slot, null);
        }
    }

    private void wake() {
        if (thread == null) {
            starting.lock();
            try {
                if (thread == null) {
                    Thread starts = new Thread(this::run, "hauberk-watchdog");
                    starts.setDaemon(true);
                    thread = starts;
                    starts.start();
                }
            } finally {
                starting.unlock();
            }
        }
        resting = false;
        LockSupport.unpark(thread);
    }

    private void run() {
        int quiet = 0;
        while (true) {
            boolean waiting = look(System.nanoTime());
            quiet = waiting ? 0 : quiet + 1;
            if (!waiting && ended && left()) {
                return;
            }
            if (quiet < QUIET_TICKS) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                rest();
                quiet = 0;
            }
        }
    }

    /** Whether the thread may go: nobody has begun to wait since it looked. Who does later starts another. */
    private boolean left() {
        thread = null;
        if (!look(System.nanoTime())) {
            return true;
        }
        thread = Thread.currentThread();
        return false;
    }

    /** Sleeps until one waits. One that came while nobody looked is found by the second look. */
    private void rest() {
        resting = true;
        while (resting && !ended && !look(System.nanoTime())) {
            LockSupport.park(this);
        }
        resting = false;
    }

    /** Whether any flight waits for its endpoint. */
    private boolean look(long now) {
        boolean waiting = false;
        for (Segment segment = first; segment != null; segment = segment.next) {
            for (int i = 0; i < SLOTS; i++) {
                Flight flight = segment.slots.get(i);
                if (flight != null) {
                    waiting |= flight.look(now);
                }
            }
        }
        return waiting;
    }

    /** Some slots, and more where they are not enough. */
    static final class Segment {
        final AtomicReferenceArray<@Nullable Flight> slots = new AtomicReferenceArray<>(SLOTS);
        private final ReentrantLock growing = new ReentrantLock();
        private volatile @Nullable Segment next;

        boolean take(Flight flight, int place) {
            for (int probe = 0; probe < PROBES; probe++) {
                int slot = (place + probe) & (SLOTS - 1);
                if (slots.get(slot) == null && slots.compareAndSet(slot, null, flight)) {
                    flight.segment = this;
                    flight.slot = slot;
                    return true;
                }
            }
            return false;
        }

        Segment next() {
            Segment more = next;
            if (more == null) {
                growing.lock();
                try {
                    more = next;
                    if (more == null) {
                        more = new Segment();
                        next = more;
                    }
                } finally {
                    growing.unlock();
                }
            }
            return more;
        }
    }
}
