package io.hauberk.metrics;

import io.hauberk.Request;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code http.server.request.duration}: a timer for each combination of tags that occurs. */
final class Durations {
    /** OpenTelemetry's advice for HTTP durations, in milliseconds. */
    private static final Duration[] BUCKETS = Arrays.stream(
                    new long[] {5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final int MAX_ROUTES = 500;
    private static final int MAX_ERRORS = 100;
    private static final String UNMATCHED = "UNKNOWN";

    private final MeterRegistry registry;
    private final Cardinality templates = Cardinality.of(MAX_ROUTES);
    private final Cardinality errors = Cardinality.of(MAX_ERRORS);
    private final ConcurrentHashMap<String, RouteTimers> routes = new ConcurrentHashMap<>();
    private final RouteTimers unmatched = new RouteTimers(UNMATCHED);
    private final RouteTimers others = new RouteTimers(Cardinality.OTHER);

    Durations(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Records one request; {@code error} is null unless something broke. */
    void record(Request request, int status, @Nullable String template, @Nullable String error, long nanos) {
        int key = (HttpTags.method(request.method()) * HttpTags.SCHEME_COUNT + HttpTags.scheme(request.scheme())) << 10
                | status;
        route(template).timer(key, error).record(nanos, TimeUnit.NANOSECONDS);
    }

    private RouteTimers route(@Nullable String template) {
        if (template == null) {
            return unmatched;
        }
        RouteTimers route = routes.get(template);
        if (route != null) {
            return route;
        }
        String admitted = templates.admit(template);
        return admitted.equals(Cardinality.OTHER) ? others : routes.computeIfAbsent(admitted, RouteTimers::new);
    }

    private Timer register(String route, int key, @Nullable String error) {
        int status = key & 1023;
        int methodAndScheme = key >>> 10;
        String why = error != null ? error : status >= 500 ? Integer.toString(status) : "none";
        return Timer.builder("http.server.request.duration")
                .description("Duration of HTTP server requests.")
                .tag("http.request.method", HttpTags.methodTag(methodAndScheme / HttpTags.SCHEME_COUNT))
                .tag("url.scheme", HttpTags.schemeTag(methodAndScheme % HttpTags.SCHEME_COUNT))
                .tag("http.response.status_code", Integer.toString(status))
                .tag("http.route", route)
                .tag("error.type", why)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** A route's timers: few, so they are searched one by one; replaced as a whole when one is added. */
    private final class RouteTimers {
        private final String route;
        private volatile Entry[] entries = {};

        RouteTimers(String route) {
            this.route = route;
        }

        Timer timer(int key, @Nullable String error) {
            String admitted = error == null ? null : errors.admit(error);
            Entry found = find(key, admitted);
            return found != null ? found.timer : add(key, admitted);
        }

        private @Nullable Entry find(int key, @Nullable String error) {
            for (Entry entry : entries) {
                if (entry.key == key && (error == null ? entry.error == null : error.equals(entry.error))) {
                    return entry;
                }
            }
            return null;
        }

        private synchronized Timer add(int key, @Nullable String error) {
            Entry earlier = find(key, error);
            if (earlier != null) {
                return earlier.timer;
            }
            Entry entry = new Entry(key, error, register(route, key, error));
            Entry[] more = Arrays.copyOf(entries, entries.length + 1);
            more[entries.length] = entry;
            entries = more;
            return entry.timer;
        }
    }

    private static final class Entry {
        final int key;
        final @Nullable String error;
        final Timer timer;

        Entry(int key, @Nullable String error, Timer timer) {
            this.key = key;
            this.error = error;
            this.timer = timer;
        }
    }
}
