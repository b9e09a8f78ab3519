package io.hauberk.identity;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What is measured about one {@link Identity}, which holds it: gauges hold nobody. */
final class IdentityMeters {
    private final Identity identity;
    private final InstantSource clock;

    IdentityMeters(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    void bindTo(MeterRegistry registry, Origin<Generation> origin) {
        seconds(
                registry,
                "hauberk.tls.certificate.expiry",
                "How long the certificate in use is still valid",
                m -> m.left(m.now().expires()));
        seconds(
                registry,
                "hauberk.tls.authority.expiry",
                "How long the first of the authorities that are believed is still valid",
                m -> m.left(first(m.now())));
        count(registry, "own", m -> m.now().authorities().size());
        count(
                registry,
                "federated",
                m -> m.now().federation().values().stream()
                        .mapToInt(Collection::size)
                        .sum());
        reloads(registry, origin, "accepted", Origin::accepted);
        reloads(registry, origin, "refused", Origin::refused);
    }

    private Generation now() {
        return identity.generation();
    }

    private double left(Instant end) {
        return Duration.between(clock.instant(), end).toMillis() / 1000.0;
    }

    private static Instant first(Generation generation) {
        Stream<X509Certificate> others =
                generation.federation().values().stream().flatMap(Collection::stream);
        return Stream.concat(generation.authorities().stream(), others)
                .map(authority -> authority.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private void seconds(
            MeterRegistry registry, String name, String description, ToDoubleFunction<IdentityMeters> value) {
        Gauge.builder(name, this, value)
                .description(description)
                .baseUnit("seconds")
                .register(registry);
    }

    private void count(MeterRegistry registry, String of, ToDoubleFunction<IdentityMeters> value) {
        Gauge.builder("hauberk.tls.authorities", this, value)
                .description("Authorities that are believed, those of other trust domains apart")
                .tag("of", of)
                .register(registry);
    }

    private static void reloads(
            MeterRegistry registry,
            Origin<Generation> origin,
            String outcome,
            ToDoubleFunction<Origin<Generation>> count) {
        FunctionCounter.builder("hauberk.tls.certificate.reloads", origin, count)
                .description("Changes of the certificate")
                .tag("outcome", outcome)
                .register(registry);
    }
}
