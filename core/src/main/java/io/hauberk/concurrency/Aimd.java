package io.hauberk.concurrency;

/**
 * Additive increase, multiplicative decrease: one more after each window, a tenth less after one with drops.
 *
 * @param tooLate from how many nanoseconds on an answer counts as dropped
 */
record Aimd(Long tooLate) implements Algorithm {
    private static final double BACKOFF = 0.9;

    @Override
    public double next(double limit, Seen seen, double unloaded) {
        if (seen.dropped()) {
            return limit * BACKOFF;
        }
        return seen.used() ? limit + 1 : limit;
    }

    @Override
    public boolean compares() {
        return false;
    }
}
