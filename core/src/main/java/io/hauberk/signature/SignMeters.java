package io.hauberk.signature;

import io.hauberk.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of one signer; those of one key are counted together. Thread-safe. */
final class SignMeters {
    private volatile @Nullable Shown shown;

    void show(MeterRegistry registry, String keyId) {
        shown = new Shown(
                Timer.builder("hauberk.sign.duration")
                        .description("How long it took to sign a request.")
                        .tag("key", keyId)
                        .register(registry),
                refusals(registry, keyId, "content-too-long"),
                refusals(registry, keyId, "component"));
    }

    private static Counter refusals(MeterRegistry registry, String keyId, String rule) {
        return Counter.builder("hauberk.sign.refusals")
                .description("Requests that could not be signed.")
                .tag("key", keyId)
                .tag("rule", rule)
                .register(registry);
    }

    void signed(long nanos) {
        Shown now = shown;
        if (now != null) {
            now.duration.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void refused(Rejection rejection) {
        Shown now = shown;
        if (now != null) {
            ("component".equals(rejection.rule()) ? now.components : now.contents).increment();
        }
    }

    private record Shown(Timer duration, Counter contents, Counter components) {}
}
