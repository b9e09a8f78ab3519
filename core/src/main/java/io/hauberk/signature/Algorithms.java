package io.hauberk.signature;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The algorithms of RFC 9421 §3.3, as the JDK calls them. */
final class Algorithms {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, PSSParameterSpec.TRAILER_FIELD_BC);

    private Algorithms() {}

    static Signature signature(String algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case "ed25519" -> Signature.getInstance("Ed25519");
            case "ecdsa-p256-sha256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            case "ecdsa-p384-sha384" -> Signature.getInstance("SHA384withECDSAinP1363Format");
            case "rsa-v1_5-sha256" -> Signature.getInstance("SHA256withRSA");
            case "rsa-pss-sha512" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(PSS);
                yield pss;
            }
            default -> throw new NoSuchAlgorithmException("There is no signature algorithm " + algorithm + ".");
        };
    }
}
