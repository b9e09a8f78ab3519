package io.hauberk.concurrency;

import io.hauberk.service.Criticality;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A service of so many workers and a queue without end, in virtual time. Requests come as a Poisson process and take
 * exponential time; who calls waits for an answer as long as {@code patience} says. Nobody's thread is used.
 */
final class Simulation {
    static final double MILLI = 1e6;

    final Gate gate;
    private final Bound bound;
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingDouble(Event::at));
    private final ArrayDeque<Job> queue = new ArrayDeque<>();
    private double now = 1e9;
    private int busy;

    int workers = 20;
    double serviceMillis = 50;
    double perSecond = 100;
    double patienceMillis = 1_000;
    /** The share of requests that are sheddable, the rest is critical. */
    double sheddable;

    /** What came, since the last {@link #forget()}. */
    int good;

    int late;
    final int[] refused = new int[4];
    final int[] came = new int[4];
    double limits;
    int seen;

    Simulation(Terms terms, long seed) {
        this.random = new Random(seed);
        AdaptiveLimit adaptive = terms.adaptive();
        this.bound = adaptive == null ? terms::max : new Controller(adaptive, new Random(seed)::nextDouble);
        this.gate = new Gate(terms, bound);
    }

    static Simulation of(AdaptiveLimit limit, long seed) {
        return new Simulation(Terms.of("test", limit.max(), limit, false), seed);
    }

    void forget() {
        good = 0;
        late = 0;
        limits = 0;
        seen = 0;
        Arrays.fill(refused, 0);
        Arrays.fill(came, 0);
    }

    double meanLimit() {
        return limits / seen;
    }

    /** Runs on for so many seconds. */
    Simulation run(double seconds) {
        double end = now + seconds * 1e9;
        double nextArrival = now + pause();
        while (true) {
            Event event = events.peek();
            if (event == null || event.at > nextArrival) {
                if (nextArrival > end) {
                    break;
                }
                now = nextArrival;
                arrive();
                nextArrival = now + pause();
            } else {
                if (event.at > end) {
                    break;
                }
                events.remove();
                now = event.at;
                finish(event.job);
            }
        }
        now = end;
        return this;
    }

    private double pause() {
        return exponential(1e9 / perSecond);
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private void arrive() {
        limits += bound.limit();
        seen++;
        int rank = random.nextDouble() < sheddable ? Criticality.SHEDDABLE.ordinal() : Criticality.CRITICAL.ordinal();
        came[rank]++;
        if (!gate.tryEnter(rank, 0)) {
            refused[rank]++;
            return;
        }
        Job job = new Job(now, gate.inFlight());
        if (busy < workers) {
            begin(job);
        } else {
            queue.add(job);
        }
    }

    private void begin(Job job) {
        busy++;
        events.add(new Event(now + exponential(serviceMillis * MILLI), job));
    }

    private void finish(Job job) {
        busy--;
        gate.leave();
        double took = now - job.began;
        if (took <= patienceMillis * MILLI) {
            good++;
        } else {
            late++;
        }
        if (bound instanceof Controller controller) {
            controller.succeeded((long) took, (long) job.began, (long) now, job.inFlight);
        }
        Job next = queue.poll();
        if (next != null) {
            begin(next);
        }
    }

    private record Job(double began, int inFlight) {}

    private record Event(double at, Job job) {}
}
