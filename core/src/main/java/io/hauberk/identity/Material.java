package io.hauberk.identity;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the three files of an identity hold, checked: the key is proven to belong to the first certificate. */
record Material(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final Duration SKEW = Duration.ofMinutes(5);

    static Material of(IdentityFiles files, List<byte[]> contents, Instant now) throws BadMaterialException {
        List<X509Certificate> chain = Pem.certificates(files.certificate().toString(), contents.get(0));
        requireLinked(files.certificate(), chain);
        requireValid(files.certificate(), chain, now);
        PrivateKey key = PrivateKeys.read(
                files.privateKey().toString(), contents.get(1), chain.get(0).getPublicKey());
        return new Material(
                List.copyOf(chain),
                key,
                List.copyOf(Pem.certificates(files.trust().toString(), contents.get(2))));
    }

    private static void requireLinked(Path file, List<X509Certificate> chain) throws BadMaterialException {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new BadMaterialException(file + " is no chain: certificate " + (i + 1)
                        + " did not issue the one before it. Our own comes first, then its issuer, and so on.");
            }
        }
    }

    private static void requireValid(Path file, List<X509Certificate> chain, Instant now) throws BadMaterialException {
        for (X509Certificate certificate : chain) {
            Instant end = certificate.getNotAfter().toInstant();
            if (!end.isAfter(now)) {
                throw new BadMaterialException(file + " expired at " + end + ".");
            }
            Instant start = certificate.getNotBefore().toInstant();
            if (start.isAfter(now.plus(SKEW))) {
                throw new BadMaterialException(file + " is not valid before " + start + ". Is the clock right?");
            }
        }
    }
}
