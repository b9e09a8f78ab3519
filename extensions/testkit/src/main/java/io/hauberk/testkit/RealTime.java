package io.hauberk.testkit;

import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * For tests of limits in real time: on a machine that is slow or stalls for a while, what has to come within a limit comes too
 * late, and nothing is wrong. Such a test names its times as multiples of a scale, and has shown what it claims if it passes
 * with one of them.
 */
public final class RealTime {
    private static final int[] SCALES = {1, 4, 16};

    private RealTime() {}

    /**
     * Runs the test with its times as they are, and where it fails four and sixteen times as long. Each run begins anew, so
     * nothing of it may stay behind.
     *
     * @throws Exception what the last run throws, where all of them fail; what the others threw is suppressed in it
     */
    public static void holds(Run test) throws Exception {
        List<Throwable> earlier = new ArrayList<>();
        for (int scale : SCALES) {
            try {
                test.with(scale);
                return;
            } catch (TestAbortedException e) {
                throw e;
            } catch (AssertionError | Exception e) {
                if (earlier.size() == SCALES.length - 1) {
                    earlier.forEach(e::addSuppressed);
                    throw e;
                }
                earlier.add(e);
            }
        }
    }

    /** A test in real time. */
    @FunctionalInterface
    public interface Run {
        /** Runs it with all its times multiplied by this. */
        void with(int scale) throws Exception;
    }
}
