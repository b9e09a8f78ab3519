package io.hauberk.redis;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks again until it is so; what happens in another process tells nobody when. */
final class Eventually {
    private static final long MOST = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private Eventually() {}

    /** The first answer that is no exception. */
    static <T> T get(Callable<T> question) throws Exception {
        long end = System.nanoTime() + MOST;
        while (true) {
            try {
                return question.call();
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE);
            }
        }
    }
}
