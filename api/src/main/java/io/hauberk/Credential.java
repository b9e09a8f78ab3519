package io.hauberk;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * One thing by which a {@link Consumer} is known. Immutable; its text never shows the value.
 *
 * @param kind what it is
 * @param id what it is looked up by; see {@link Kind}
 * @param value what proves it, as stored: the hash of a password, a secret, a public key; empty where the id is all
 * @param algorithm what the value is for; null where the kind leaves no choice
 * @param expires the moment from which on it counts no longer; null for never
 */
public record Credential(
        Kind kind,
        String id,
        String value,
        @Nullable String algorithm,
        @Nullable Instant expires) {
    /** What consumers are looked up by. */
    public enum Kind {
        /** The consumer's own name. No credential: what a lookup by name asks for. */
        NAME,
        /** An API key. The id is its SHA-256 in 64 lower-case hexadecimal digits; there is no value. */
        KEY,
        /** A password. The id is the user name, the value the hash in its stored form. */
        PASSWORD,
        /** A secret shared for signatures. The id is the name of the key, the value the secret. */
        SECRET,
        /** A public key for signatures. The id is the name of the key, the value the key in PEM. */
        PUBLIC_KEY,
        /** A principal at an issuer. For the id see {@link Credential#subject}. */
        SUBJECT,
        /** A name in a certificate: a SPIFFE ID, or a subject. The id is that name, or a pattern such as {@code spiffe://shop/*}. */
        PEER
    }

    /** A credential that never expires. */
    public static Credential of(Kind kind, String id, String value) {
        return new Credential(kind, id, value, null, null);
    }

    /** The id of a principal at an issuer: the issuer, which has no space, a space, and the principal. */
    public static String subject(String issuer, String principal) {
        return issuer + ' ' + principal;
    }

    /** This credential for an algorithm. */
    public Credential algorithm(String algorithm) {
        return new Credential(kind, id, value, algorithm, expires);
    }

    /** This credential until a moment; null for ever. */
    public Credential expires(@Nullable Instant expires) {
        return new Credential(kind, id, value, algorithm, expires);
    }

    /** Whether it still counts. */
    public boolean live(InstantSource clock) {
        return expires == null || clock.instant().isBefore(expires);
    }

    /** Kind and expiry; neither id nor value, which may be secrets. */
    @Override
    public String toString() {
        return kind + (expires == null ? "" : " until " + expires);
    }
}
