package io.hauberk.credential;

import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of what was forgotten, as runs of them, so that a clock that was far ahead once closes its own time only. At most
 * so many runs: beyond that the two lowest become one, with what lies between. For one thread at a time.
 */
final class Forgotten {
    private static final int MAX_RUNS = 64;

    private final TreeMap<Long, Long> runs = new TreeMap<>();

    boolean contains(long number) {
        Map.Entry<Long, Long> run = runs.floorEntry(number);
        return run != null && run.getValue() >= number;
    }

    void add(long number) {
        if (contains(number)) {
            return;
        }
        Map.Entry<Long, Long> before = runs.floorEntry(number);
        long first = before != null && before.getValue() == number - 1 ? before.getKey() : number;
        Long after = runs.remove(number + 1);
        runs.put(first, after == null ? number : after);
        if (runs.size() > MAX_RUNS) {
            long lowest = runs.firstKey();
            Map.Entry<Long, Long> next = runs.higherEntry(lowest);
            runs.remove(next.getKey());
            runs.put(lowest, next.getValue());
        }
    }
}
