package io.hauberk.benchmarks;

import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Retry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.IntStream;

/** The mesh of the outbound benchmarks: everything on. */
final class Meshes {
    private static final int ENDPOINTS = 10;

    private Meshes() {}

    /** One service, {@code orders}: ten endpoints, least request, retries, ejection, an attempt timeout, metrics. */
    static Mesh orders() {
        String[] urls = IntStream.range(0, ENDPOINTS)
                .mapToObj(i -> "http://127.0.0." + (i + 1) + ":8080")
                .toArray(String[]::new);
        return Mesh.builder()
                .metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .service(
                        "orders",
                        orders -> orders.endpoints(urls)
                                .retry(Retry.idempotent().retries(2))
                                .timeout(Duration.ofSeconds(5))
                                .attemptTimeout(Duration.ofSeconds(1)))
                .build();
    }
}
