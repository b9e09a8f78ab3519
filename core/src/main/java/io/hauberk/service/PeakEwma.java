package io.hauberk.service;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint with the lower cost of two drawn by chance: how long it takes to the head of an answer, times the attempts
 * under way and this one. How long it takes is a moving average that a slower answer lifts at once and faster ones lower
 * slowly (peak EWMA, as in Finagle and Linkerd). Immutable, thread-safe. Made by {@link Balancer#peakEwma()}.
 *
 * <p>Beyond that: an endpoint that is known nothing of gets one attempt, and more only after its answer. While attempts
 * wait, the time since the last answer counts as well, so that an endpoint that stalls is noticed before anything times
 * out. Failures (5xx but 501, 429, gRPC's statuses for a server in trouble, no answer at all) count as answers that took
 * {@link #penalty(Duration)}, or as long as {@code Retry-After} asks for; they enter the average, instead of lifting it
 * at once, so that it follows the rate of failures. Attempts that we ended ourselves do not count.
 *
 * <p>Where weights differ: by chance, in proportion to weight / cost.
 */
public final class PeakEwma extends Balancer {
    private static final Duration LEAST_DECAY = Duration.ofMillis(10);

    private final Duration decay;
    private final Duration penalty;

    PeakEwma() {
        this(Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private PeakEwma(Duration decay, Duration penalty) {
        super("peakEwma");
        this.decay = decay;
        this.penalty = penalty;
    }

    /** After this time a third of what was measured still counts (1/e). At least 10 ms. Default: 10 s. */
    public PeakEwma decay(Duration decay) {
        if (decay.compareTo(LEAST_DECAY) < 0) {
            throw new IllegalArgumentException("The decay is 10 ms at least, but this one is " + decay + ".");
        }
        return new PeakEwma(decay, penalty);
    }

    /** How long a failure is taken to have lasted, above zero. Default: 5 s. */
    public PeakEwma penalty(Duration penalty) {
        if (penalty.isNegative() || penalty.isZero()) {
            throw new IllegalArgumentException("The penalty is a time above zero, not " + penalty
                    + ". Call unpenalised() where failures are to count like any answer.");
        }
        return new PeakEwma(decay, penalty);
    }

    /** A failure counts like any answer. Then an endpoint that fails fast is the favourite: seldom what is wanted. */
    public PeakEwma unpenalised() {
        return new PeakEwma(decay, Duration.ZERO);
    }

    @Override
    Picker picker(LongSupplier random) {
        return new EwmaPicker(random, decay.toNanos(), penalty.toNanos());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeakEwma that && decay.equals(that.decay) && penalty.equals(that.penalty);
    }

    @Override
    public int hashCode() {
        return Objects.hash(decay, penalty);
    }
}
