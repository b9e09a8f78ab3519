package io.hauberk.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The requests under way. A registry keeps the first gauge of a name and ignores a second one, so all gateways on one
 * registry must count in the same place.
 */
final class ActiveRequests {
    // Its values know nothing of the registries, or none would ever be collected.
    private static final Map<MeterRegistry, ActiveRequests> OF_REGISTRY =
            Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicReferenceArray<LongAdder> counts =
            new AtomicReferenceArray<>(HttpTags.METHOD_COUNT * HttpTags.SCHEME_COUNT);

    private ActiveRequests() {}

    static ActiveRequests of(MeterRegistry registry) {
        return OF_REGISTRY.computeIfAbsent(registry, r -> new ActiveRequests());
    }

    LongAdder of(String method, String scheme, MeterRegistry registry) {
        int m = HttpTags.method(method);
        int s = HttpTags.scheme(scheme);
        LongAdder count = counts.get(m * HttpTags.SCHEME_COUNT + s);
        return count != null ? count : register(m, s, registry);
    }

    private LongAdder register(int method, int scheme, MeterRegistry registry) {
        LongAdder fresh = new LongAdder();
        int index = method * HttpTags.SCHEME_COUNT + scheme;
        LongAdder earlier = counts.compareAndExchange(index, null, fresh);
        if (earlier != null) {
            return earlier;
        }
        Gauge.builder("http.server.active_requests", fresh, LongAdder::sum)
                .description("Requests under way.")
                .baseUnit("requests")
                .tag("http.request.method", HttpTags.methodTag(method))
                .tag("url.scheme", HttpTags.schemeTag(scheme))
                .strongReference(true)
                .register(registry);
        return fresh;
    }
}
