package io.hauberk.jwt;

import io.hauberk.Settings;
import java.util.List;

/** Reads a {@code jwt} filter from YAML. */
final class JwtReader {
    private final Settings settings;

    JwtReader(Settings settings) {
        this.settings = settings;
    }

    Jwt read() {
        return issued().with(new BearingReader(settings).read());
    }

    private Jwt issued() {
        List<Issuer> issuers = settings.named("issuer", Issuer.class);
        if (issuers.isEmpty()) {
            if (!settings.has("issuer")) {
                settings.fault("issuer", "A jwt filter needs an issuer, one or more names from issuers.");
            }
            return Jwt.issuedBy("https://issuer.invalid");
        }
        Issuer[] more = issuers.subList(1, issuers.size()).toArray(Issuer[]::new);
        try {
            return Jwt.issuedBy(issuers.get(0), more);
        } catch (IllegalArgumentException e) {
            settings.fault("issuer", String.valueOf(e.getMessage()));
            return Jwt.issuedBy(issuers.get(0));
        }
    }
}
