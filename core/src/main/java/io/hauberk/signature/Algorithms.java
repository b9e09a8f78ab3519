package io.hauberk.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The algorithms of RFC 9421 §3.3, as the JDK calls them. */
final class Algorithms {
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, PSSParameterSpec.TRAILER_FIELD_BC);

    private static final String PSS_KEYS = "RSASSA-PSS";

    /** What keys are called in their encoding; those that are bound to PSS have a name of their own (RFC 8017 §A.2.3). */
    static final String[] KEYS = {"EC", "Ed25519", "RSA", PSS_KEYS};

    private Algorithms() {}

    /**
     * Checks that a key that is bound to RSA-PSS, or to one way of that, is used for that only.
     *
     * @throws InvalidKeyException if it is not; the message is a sentence
     */
    static void requireUnbound(Key key, String algorithm) throws InvalidKeyException {
        if (!key.getAlgorithm().equals(PSS_KEYS)) {
            return;
        }
        String which = key instanceof PublicKey ? "The public key" : "The private key";
        if (!algorithm.equals("rsa-pss-sha512")) {
            throw new InvalidKeyException(which + " is for RSA-PSS alone, not for " + algorithm
                    + ". Use rsa-pss-sha512, or make a key with openssl genpkey -algorithm RSA.");
        }
        if (((RSAKey) key).getParams() instanceof PSSParameterSpec own && !admits(own)) {
            throw new InvalidKeyException(which + " is for RSA-PSS with " + own.getDigestAlgorithm()
                    + " and a salt of at least " + own.getSaltLength()
                    + " bytes, but rsa-pss-sha512 is SHA-512 with 64."
                    + " Make one without parameters: openssl genpkey -algorithm RSA-PSS.");
        }
    }

    private static boolean admits(PSSParameterSpec own) {
        return own.getDigestAlgorithm().equals(PSS.getDigestAlgorithm())
                && own.getMGFParameters() instanceof MGF1ParameterSpec mask
                && mask.getDigestAlgorithm().equals(PSS.getDigestAlgorithm())
                && own.getSaltLength() <= PSS.getSaltLength();
    }

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
