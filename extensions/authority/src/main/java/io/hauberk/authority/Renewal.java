package io.hauberk.authority;

import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.Material;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that asks for the next certificate when two thirds of the life of the last are over, give or take a fifteenth of
 * the life, so that members who started together do not renew together. What fails is tried again after a second, then
 * two, and so on up to five minutes, or a tenth of what is left where that is shorter.
 */
final class Renewal implements CertificateSource {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String name;
    private final InstantSource clock;
    private final Step step;
    private final @Nullable Start start;

    Renewal(String name, InstantSource clock, Step step) {
        this(name, clock, step, null);
    }

    Renewal(String name, InstantSource clock, Step step, @Nullable Start start) {
        this.name = name;
        this.clock = clock;
        this.step = step;
        this.start = start;
    }

    /** Gets the next one; may block. */
    interface Step {
        Material next() throws IOException;
    }

    /** What is there from the last run; null if there is nothing. */
    interface Start {
        @Nullable Material kept() throws IOException;
    }

    /** When to ask for the next one; {@code chance} is from 0 to 1. */
    static Instant due(Instant from, Instant until, double chance) {
        long life = Duration.between(from, until).toMillis();
        return from.plusMillis(Math.round(life * (2.0 / 3 + (chance - 0.5) * 2 / 15)));
    }

    /** How long to wait after failures in a row, the first being 1. */
    static Duration pause(int failures, Duration left, double chance) {
        long doubled = SHORTEST.toMillis() << Math.min(failures - 1, 20);
        long most = Math.min(LONGEST.toMillis(), Math.max(SHORTEST.toMillis(), left.toMillis() / 10));
        return Duration.ofMillis(Math.round(Math.min(doubled, most) * (0.5 + chance / 2)));
    }

    @Override
    public AutoCloseable begin(Receiver receiver) {
        Loop loop = new Loop(receiver, ThreadLocalRandom.current()::nextDouble);
        Thread thread = new Thread(loop::run, "hauberk-renewal");
        thread.setDaemon(true);
        thread.start();
        return loop;
    }

    private final class Loop implements AutoCloseable {
        private final Receiver receiver;
        private final DoubleSupplier chance;
        private final CountDownLatch closing = new CountDownLatch(1);
        private @Nullable Material last;
        /** When the last one came; certificates begin earlier than that, for the sake of clocks that are behind. */
        private Instant since = Instant.EPOCH;

        private int failures;

        private Loop(Receiver receiver, DoubleSupplier chance) {
            this.receiver = receiver;
            this.chance = chance;
        }

        void run() {
            begin();
            while (rested(wait(last))) {
                step();
            }
        }

        private void begin() {
            try {
                Material kept = start == null ? null : start.kept();
                if (kept != null && receiver.offer(kept)) {
                    last = kept;
                    since = kept.chain().get(0).getNotBefore().toInstant();
                }
            } catch (IOException | RuntimeException e) {
                receiver.problem("What " + name + " issued before cannot be used: " + e.getMessage());
            }
        }

        private Duration wait(@Nullable Material now) {
            if (failures > 0) {
                Duration left = now == null
                        ? LONGEST.multipliedBy(10)
                        : Duration.between(
                                clock.instant(),
                                now.chain().get(0).getNotAfter().toInstant());
                return pause(failures, left, chance.getAsDouble());
            }
            if (now == null) {
                return Duration.ZERO;
            }
            Instant until = now.chain().get(0).getNotAfter().toInstant();
            Duration left = Duration.between(clock.instant(), due(since, until, chance.getAsDouble()));
            return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
        }

        private void step() {
            try {
                Material next = step.next();
                if (receiver.offer(next)) {
                    last = next;
                    since = clock.instant();
                    failures = 0;
                    return;
                }
            } catch (IOException | RuntimeException e) {
                receiver.problem(name + " has issued nothing new: " + e.getMessage());
            }
            failures++;
        }

        /** Whether to go on after a pause. */
        private boolean rested(Duration pause) {
            try {
                return !closing.await(Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            closing.countDown();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
