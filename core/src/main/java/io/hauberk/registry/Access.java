package io.hauberk.registry;

import io.hauberk.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom we believe and who we are to a registry behind TLS: PEM files, read again when they change. Immutable, compared by
 * value.
 *
 * @param trust the authorities that are believed; null for those of the JDK
 * @param certificate our certificate and its issuers; null for none
 * @param privateKey its key; null where there is no certificate
 */
public record Access(
        @Nullable Path trust,
        @Nullable Path certificate,
        @Nullable Path privateKey) {
    private static final Access STANDARD = new Access(null, null, null);

    /** The authorities of the JDK, and no certificate. */
    public static Access standard() {
        return STANDARD;
    }

    /** Believing these authorities. */
    public Access trusting(Path authorities) {
        return new Access(authorities, certificate, privateKey);
    }

    /** Showing this certificate. */
    public Access showing(Path chain, Path key) {
        return new Access(trust, chain, key);
    }

    /** Reads {@code trust}, {@code certificate} and {@code privateKey}; what is not said stays as it is. */
    public Access with(Settings discover) {
        Path authorities = discover.file("trust");
        Path chain = discover.file("certificate");
        Path key = discover.file("privateKey");
        if ((chain == null) != (key == null)) {
            discover.fault(
                    chain == null ? "privateKey" : "certificate",
                    "A certificate is shown with its key. Give both certificate and privateKey, or neither.");
            return this;
        }
        Access read = authorities == null ? this : trusting(authorities);
        return chain == null || key == null ? read : read.showing(chain, key);
    }
}
