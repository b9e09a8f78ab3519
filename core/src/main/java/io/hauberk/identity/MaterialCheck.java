package io.hauberk.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether certificates can be used: what others would refuse must not replace what they accept. */
final class MaterialCheck {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int MAX_CHAIN = 10;
    /** How long before its end an authority should have a successor; a tenth of its life, where that is less. */
    private static final Duration SOON = Duration.ofDays(30);

    private MaterialCheck() {}

    /** Each certificate is signed by the next, and all are valid now. */
    static void chain(String source, List<X509Certificate> chain, Instant now) throws BadMaterialException {
        if (chain.size() > MAX_CHAIN) {
            throw new BadMaterialException(source + " holds a chain of more than " + MAX_CHAIN + " certificates.");
        }
        for (int i = 1; i < chain.size(); i++) {
            requireIssued(source, chain.get(i - 1), chain.get(i), i + 1);
        }
        for (X509Certificate certificate : chain) {
            requireValid(source, certificate, now);
        }
    }

    /** All of that, the key belongs to the first, and where that is a workload's, our own authorities vouch for it. */
    static void delivered(String source, Material material, Instant now) throws BadMaterialException {
        chain(source, material.chain(), now);
        X509Certificate own = material.chain().get(0);
        PrivateKeys.matching(source, material.key(), own.getPublicKey());
        if (SpiffeId.of(own) != null) {
            requireAnchored(source, material, now);
        }
    }

    /**
     * What is to be said of authorities that expire soon: where one of a trust domain has longer, that is a rotation and
     * nothing to be said.
     */
    static List<String> ofAuthorities(Generation generation, Instant now) {
        List<String> warnings = new ArrayList<>();
        add(warnings, "our own trust domain", generation.authorities(), now);
        generation.federation().forEach((domain, authorities) -> add(warnings, domain, authorities, now));
        return warnings;
    }

    private static void add(List<String> warnings, String domain, List<X509Certificate> authorities, Instant now) {
        Instant last = Instant.MIN;
        Duration life = Duration.ZERO;
        for (X509Certificate authority : authorities) {
            Instant end = authority.getNotAfter().toInstant();
            if (end.isAfter(last)) {
                last = end;
                life = Duration.between(authority.getNotBefore().toInstant(), end);
            }
        }
        Duration soon = life.dividedBy(10);
        if (last.isBefore(now.plus(soon.compareTo(SOON) < 0 ? soon : SOON))) {
            warnings.add("The last authority of " + domain + (last.isBefore(now) ? " expired at " : " expires at ")
                    + last + ". Nobody whom it vouches for is believed after that. Add the next one to the trust.");
        }
    }

    private static void requireIssued(String source, X509Certificate subject, X509Certificate issuer, int position)
            throws BadMaterialException {
        if (!subject.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            throw new BadMaterialException(source + " is no chain: certificate " + position
                    + " did not issue the one before it. Our own comes first, then its issuer, and so on.");
        }
        try {
            subject.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new BadMaterialException(
                    source + " is no chain: certificate " + position
                            + " bears the name of the issuer of the one before it, but has not signed it.",
                    e);
        }
    }

    private static void requireValid(String source, X509Certificate certificate, Instant now)
            throws BadMaterialException {
        Instant end = certificate.getNotAfter().toInstant();
        if (!end.isAfter(now)) {
            throw new BadMaterialException(source + " expired at " + end + ".");
        }
        Instant start = certificate.getNotBefore().toInstant();
        if (start.isAfter(now.plus(SKEW))) {
            throw new BadMaterialException(source + " is not valid before " + start + ". Is the clock right?");
        }
    }

    private static void requireAnchored(String source, Material material, Instant now) throws BadMaterialException {
        Set<TrustAnchor> anchors = new HashSet<>();
        material.authorities().forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
        List<X509Certificate> below = new ArrayList<>(material.chain());
        below.removeIf(material.authorities()::contains);
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(latest(below, now)));
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            throw new BadMaterialException(
                    source + " was not issued by the authorities that came with it, so others would refuse it: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    /** Now, or a little later where the issuer's clock is ahead of ours. */
    private static Instant latest(List<X509Certificate> chain, Instant now) {
        Instant at = now;
        for (X509Certificate certificate : chain) {
            Instant start = certificate.getNotBefore().toInstant();
            at = start.isAfter(at) ? start : at;
        }
        return at;
    }
}
