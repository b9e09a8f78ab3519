package io.hauberk.samples.shop.demo;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for something that others do in their own time. */
final class Patience {
    private Patience() {}

    /** Looks until it is so; false if it is not within the time. */
    static boolean until(Duration atMost, Callable<Boolean> looked) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!looked.call()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }
}
