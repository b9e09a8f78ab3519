package io.hauberk.testkit;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A certificate authority for tests and demonstrations: made on the spot, gone with the process. Never trust one
 * outside a test.
 *
 * <p>Keys are on the curve P-256 unless others are given, all signatures ECDSA with SHA-256. Immutable and thread-safe.
 */
public final class ThrowawayAuthority {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofHours(1);

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private ThrowawayAuthority(String name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A new authority. What it issues is worth nothing to those who trust another one. */
    public static ThrowawayAuthority create() {
        String name = "Throw-away authority " + COUNT.incrementAndGet();
        KeyPair keys = newKeys();
        Instant now = Instant.now();
        CertificateText text =
                new CertificateText(name, name, keys.getPublic(), now.minus(LIFE), now.plus(LIFE), List.of(), true);
        return new ThrowawayAuthority(name, keys, sign(text, keys));
    }

    /** The certificate to be trusted. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate to be trusted, as PEM. */
    public String pem() {
        return Pem.of(certificate);
    }

    /**
     * Issues a certificate for server and client that is valid for a day.
     *
     * @param names whom it vouches for: DNS names, IP addresses, and URIs such as SPIFFE IDs, told apart by their form
     */
    public Credentials issue(String... names) {
        Instant now = Instant.now();
        return issue(now.minus(SKEW), now.plus(Duration.ofDays(1)), names);
    }

    /** Issues a certificate that expired an hour ago. */
    public Credentials issueExpired(String... names) {
        Instant now = Instant.now();
        return issue(now.minus(Duration.ofDays(1)), now.minus(SKEW), names);
    }

    /** Issues a certificate with a validity of its own; see {@link #issue(String...)}. */
    public Credentials issue(Instant notBefore, Instant notAfter, String... names) {
        return issue(newKeys(), notBefore, notAfter, names);
    }

    /** Issues a certificate for keys of another kind, valid for a day; see {@link #issue(String...)}. */
    public Credentials issue(KeyPair pair, String... names) {
        Instant now = Instant.now();
        return issue(pair, now.minus(SKEW), now.plus(Duration.ofDays(1)), names);
    }

    private Credentials issue(KeyPair pair, Instant notBefore, Instant notAfter, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("A certificate vouches for somebody. Give at least one name.");
        }
        String subject = "Throw-away certificate " + COUNT.incrementAndGet();
        CertificateText text =
                new CertificateText(name, subject, pair.getPublic(), notBefore, notAfter, List.of(names), false);
        return new Credentials(sign(text, keys), pair.getPrivate(), List.of(certificate));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK makes keys on the curve P-256, but this one does not.", e);
        }
    }

    private static X509Certificate sign(CertificateText text, KeyPair signer) {
        try {
            ByteArrayInputStream der = new ByteArrayInputStream(text.signedBy(signer.getPrivate()));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("No certificate can be made for " + text.names() + ".", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
