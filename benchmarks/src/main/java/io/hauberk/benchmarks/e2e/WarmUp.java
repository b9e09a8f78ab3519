package io.hauberk.benchmarks.e2e;

import java.io.IOException;

/**
 * Has a process work until it has stopped getting faster: a compiler that shares one core with the load is late, and the
 * later the more code there is.
 */
public final class WarmUp {
    private static final int SLICES = 30;
    private static final int STEADY = 3;

    private WarmUp() {}

    /** Works for so long, and on until three slices of a sixth of that were no cheaper; at most six times as long. */
    public static void run(int millis, Work work) throws IOException {
        double best = work.cpu(millis);
        for (int slice = 0, idle = 0; slice < SLICES && idle < STEADY; slice++) {
            double cpu = work.cpu(Math.max(1000, millis / 6));
            idle = cpu < 0.97 * best ? 0 : idle + 1;
            best = Math.min(best, cpu);
        }
    }

    /** What the process is to do. */
    @FunctionalInterface
    public interface Work {
        /** Does it for so long; the processor time that each request took. */
        double cpu(int millis) throws IOException;
    }
}
