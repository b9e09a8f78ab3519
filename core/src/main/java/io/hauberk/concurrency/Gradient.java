package io.hauberk.concurrency;

/**
 * The gradient of Netflix's Gradient2: the ratio of the latency without a queue to that of the window. Above {@code
 * tolerance} times the former the limit falls in proportion; below, it grows by its square root. Smoothed by a fifth.
 *
 * @param tolerance how many times the latency without a queue is still fine
 */
record Gradient(double tolerance) implements Algorithm {
    private static final double SMOOTHING = 0.2;
    private static final double BACKOFF = 0.9;

    @Override
    public double next(double limit, Seen seen, double unloaded) {
        if (seen.dropped()) {
            return limit * BACKOFF;
        }
        if (!seen.used() || Double.isNaN(seen.latency())) {
            return limit;
        }
        double gradient = Math.max(0.5, Math.min(1, tolerance * unloaded / seen.latency()));
        double next = limit * gradient + Math.max(1, Math.sqrt(limit));
        return limit * (1 - SMOOTHING) + next * SMOOTHING;
    }
}
