package io.hauberk.concurrency;

/**
 * TCP Vegas, as Netflix has it: from the latency it estimates how many requests queue behind us, and holds them between
 * three and six times the decimal logarithm of the limit.
 */
record Vegas() implements Algorithm {
    @Override
    public double next(double limit, Seen seen, double unloaded) {
        double step = Math.max(1, Math.log10(limit));
        if (seen.dropped()) {
            return limit - step;
        }
        if (!seen.used() || Double.isNaN(seen.latency())) {
            return limit;
        }
        double queue = Math.ceil(Math.max(0, limit * (1 - unloaded / seen.latency())));
        if (queue <= step) {
            return limit + 6 * step;
        }
        if (queue < 3 * step) {
            return limit + step;
        }
        return queue > 6 * step ? limit - step : limit;
    }
}
