package io.hauberk.benchmarks.simulation;

import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Time that jumps from one event to the next. Code that blocks runs in threads of its own, but never two at a time, and
 * in an order that only the events decide: so what it does is the same in each run.
 */
final class Clockwork implements Ticker, Sleeper, AutoCloseable {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Hand> idle = new ArrayDeque<>();
    private final Semaphore back = new Semaphore(0);
    private final ThreadLocal<@Nullable Hand> hands = new ThreadLocal<>();
    private volatile long now;
    private long order;
    private volatile @Nullable Throwable broken;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Has something done at a time, by this thread. */
    void at(long nanos, Runnable action) {
        events.add(new Event(Math.max(now, nanos), order++, action));
    }

    /** Has something done at a time that may sleep meanwhile. */
    void begin(long nanos, Runnable blocking) {
        at(nanos, () -> {
            Hand hand = idle.isEmpty() ? new Hand() : idle.pop();
            hand.does(blocking);
            go(hand);
        });
    }

    /** Runs until nothing is left to do. */
    void run() {
        for (Event event = events.poll(); event != null; event = events.poll()) {
            now = event.at;
            event.action.run();
            Throwable failure = broken;
            if (failure != null) {
                throw new IllegalStateException("The simulation broke.", failure);
            }
        }
    }

    private void go(Hand hand) {
        hand.turn.release();
        back.acquireUninterruptibly();
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void sleep(Duration duration) {
        sleep(duration.toNanos());
    }

    void sleep(long nanos) {
        Hand hand = hands.get();
        if (hand == null) {
            throw new IllegalStateException("Only what was begun may sleep.");
        }
        at(now + Math.max(0, nanos), () -> go(hand));
        back.release();
        hand.turn.acquireUninterruptibly();
    }

    @Override
    public void close() {
        idle.forEach(Thread::interrupt);
    }

    /** A thread that runs only when it is its turn. */
    private final class Hand extends Thread {
        private final Semaphore turn = new Semaphore(0);
        private volatile @Nullable Runnable task;

        Hand() {
            setDaemon(true);
            start();
        }

        void does(Runnable work) {
            task = work;
        }

        @Override
        public void run() {
            hands.set(this);
            try {
                while (true) {
                    turn.acquire();
                    Runnable work = task;
                    if (work != null) {
                        work.run();
                    }
                    idle.push(this);
                    back.release();
                }
            } catch (InterruptedException e) {
                // It is over.
            } catch (RuntimeException | Error e) {
                broken = e;
                back.release();
            }
        }
    }
}
