package io.hauberk.concurrency;

import io.hauberk.Request;
import io.hauberk.key.By;
import io.hauberk.service.Criticality;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConcurrencyLimit} is made of.
 *
 * @param max the limit, where it is fixed
 * @param adaptive how it finds its limit; null where it is fixed
 * @param by by whom it counts; null for all together
 * @param reserve how many permits more there are for the privileged
 * @param threads whether it counts threads of the container
 * @param shares by criticality, up to which percentage of the limit it may fill
 * @param queue how many may wait
 * @param patience how long each may wait
 */
@SuppressWarnings("ArrayRecordComponent") // it stays in this package, is never changed and never compared
record Terms(
        String name,
        int max,
        @Nullable AdaptiveLimit adaptive,
        @Nullable By by,
        int reserve,
        Predicate<Request> privileged,
        boolean threads,
        int[] shares,
        int queue,
        Duration patience) {
    private static final int[] WHOLE = {100, 100, 100, 100};

    static Terms of(String name, int max, @Nullable AdaptiveLimit adaptive, boolean threads) {
        return new Terms(name, max, adaptive, null, 0, request -> false, threads, WHOLE, 0, Duration.ZERO);
    }

    Terms named(String other) {
        return new Terms(other, max, adaptive, by, reserve, privileged, threads, shares, queue, patience);
    }

    Terms by(By key) {
        return new Terms(name, max, adaptive, key, reserve, privileged, threads, shares, queue, patience);
    }

    Terms keeping(int permits, Predicate<Request> test) {
        return new Terms(name, max, adaptive, by, permits, test, threads, shares, queue, patience);
    }

    Terms share(Criticality criticality, int percent) {
        int[] changed = shares.clone();
        changed[criticality.ordinal()] = percent;
        for (int i = criticality.ordinal() + 1; i < changed.length; i++) {
            changed[i] = Math.min(changed[i], percent);
        }
        for (int i = criticality.ordinal() - 1; i >= 0; i--) {
            changed[i] = Math.max(changed[i], percent);
        }
        return new Terms(name, max, adaptive, by, reserve, privileged, threads, changed, queue, patience);
    }

    Terms queue(int requests, Duration longest) {
        return new Terms(name, max, adaptive, by, reserve, privileged, threads, shares, requests, longest);
    }

    /** Whether criticalities are told apart. */
    boolean partitioned() {
        return !Arrays.equals(shares, WHOLE);
    }

    int ranks() {
        return shares.length;
    }

    /** How many of a limit a request of this rank may fill: one at least. */
    int most(int limit, int rank) {
        int percent = shares[rank];
        return percent == 100 ? limit : Math.max(1, (int) ((long) limit * percent / 100));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('(');
        text.append(adaptive == null ? Integer.toString(max) : adaptive.toString());
        if (by != null) {
            text.append(" by ").append(by);
        }
        for (Criticality criticality : Criticality.values()) {
            if (shares[criticality.ordinal()] < 100) {
                text.append(", ")
                        .append(criticality)
                        .append(" up to ")
                        .append(shares[criticality.ordinal()])
                        .append(" %");
            }
        }
        if (queue > 0) {
            text.append(", ")
                    .append(queue)
                    .append(" waiting ")
                    .append(patience.toMillis())
                    .append(" ms");
        }
        return text.append(reserve == 0 ? ")" : ", and " + reserve + " kept)").toString();
    }
}
