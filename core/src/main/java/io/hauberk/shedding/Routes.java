package io.hauberk.shedding;

import io.hauberk.timer.Latencies;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How long each route takes to the head of its answers. Up to a thousand routes are known; the others share one. */
final class Routes {
    private static final int MOST = 1_000;
    private static final String OTHERS = "";

    private final ConcurrentHashMap<String, Latencies> known = new ConcurrentHashMap<>();

    private Latencies of(@Nullable String route, long now) {
        String name = route == null ? OTHERS : route;
        Latencies found = known.get(name);
        if (found != null) {
            return found;
        }
        String admitted = known.mappingCount() < MOST ? name : OTHERS;
        return known.computeIfAbsent(admitted, fresh -> new Latencies(now));
    }

    void record(@Nullable String route, long nanos, long now) {
        of(route, now).record(nanos, now);
    }

    /** Within how many nanoseconds so many percent of its answers began; -1 while too few are known. */
    long percentile(@Nullable String route, double percent, long now) {
        Latencies found = known.get(route == null ? OTHERS : route);
        return found == null ? -1 : found.percentile(percent, now);
    }
}
