package io.hauberk.authority;

import io.hauberk.identity.Material;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What an authority issued, with the key that it was asked for. */
record Issued(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final byte[] PROOF = "hauberk".getBytes(StandardCharsets.US_ASCII);

    Material material() {
        return Material.of(chain, key, authorities);
    }

    boolean valid(Instant now) {
        return chain.get(0).getNotAfter().toInstant().isAfter(now);
    }

    /** Whether the key belongs to the certificate: it signs what that verifies. */
    boolean fits() {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(chain.get(0).getPublicKey());
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether one of the authorities that came with it has signed it. */
    boolean vouchedFor() {
        return authorities.stream().anyMatch(this::signedBy);
    }

    private boolean signedBy(X509Certificate authority) {
        try {
            chain.get(0).verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().toString();
    }
}
