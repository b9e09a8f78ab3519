package io.hauberk.config;

import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.AuthorizationServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code issuers:}. */
final class IssuersReader {
    private final Reading reading;
    private final Kept kept;
    private final @Nullable MeterRegistry metrics;

    IssuersReader(Reading reading, Kept kept, @Nullable MeterRegistry metrics) {
        this.reading = reading;
        this.kept = kept;
        this.metrics = metrics;
    }

    List<Issuer> read(@Nullable NodeSettings issuers) {
        reading.names().declare(Issuer.class, "issuer");
        reading.names().declare(AuthorizationServer.class, "issuer");
        List<Issuer> all = new ArrayList<>();
        if (issuers == null) {
            return all;
        }
        for (String name : issuers.names()) {
            NodeSettings settings = name.startsWith("x-") ? null : issuers.block(name);
            if (settings != null) {
                Issuer issuer = issuer(name, settings);
                reading.names().put(Issuer.class, name, issuer);
                reading.names().put(AuthorizationServer.class, name, issuer.server());
                all.add(issuer);
            }
        }
        return all;
    }

    private Issuer issuer(String name, NodeSettings settings) {
        Issuer read = Issuer.from(name, settings);
        Issuer fresh = metrics == null ? read : read.metrics(metrics);
        String parameters = Fingerprint.of(reading.canonical(settings.block()));
        return kept.keep("issuer/" + name, parameters, settings.uses(), Issuer.class, () -> fresh);
    }
}
