package io.hauberk.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A request for a certificate (PKCS #10, RFC 2986). Of all that it may say only the key counts, and the proof that who asks
 * holds it: names are for the authority to say.
 */
final class SigningRequest {
    private static final int MIN_RSA = 2048;
    private static final int MAX_RSA = 8192;
    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
    private static final Set<Integer> CURVES = Set.of(256, 384, 521);
    private static final Set<String> CURVE_OIDS = Set.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35");

    private SigningRequest() {}

    /** The key that a certificate is asked for. */
    static PublicKey key(byte[] der) throws RefusedException {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
            PublicKey key =
                    KeyFactory.getInstance(algorithm(info)).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
            requireStrong(key, info);
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw refused("The signing request is not signed by the key that it asks a certificate for.");
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            throw refused(
                    "The signing request cannot be read. A PKCS #10 request is needed, with an RSA, EC or Ed25519 key.");
        }
    }

    private static String algorithm(SubjectPublicKeyInfo info) throws RefusedException {
        return switch (info.getAlgorithm().getAlgorithm().getId()) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112" -> "Ed25519";
            default -> throw weak("is of a kind that is not issued for");
        };
    }

    private static void requireStrong(PublicKey key, SubjectPublicKeyInfo info) throws RefusedException {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA || bits > MAX_RSA) {
                throw weak("is RSA with " + bits + " bits");
            }
            if (rsa.getPublicExponent().compareTo(MIN_EXPONENT) < 0
                    || !rsa.getPublicExponent().testBit(0)) {
                throw weak("is RSA with an exponent that is too small or even");
            }
        } else if (key instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            Object curve = info.getAlgorithm().getParameters();
            if (!CURVES.contains(bits) || !CURVE_OIDS.contains(String.valueOf(curve))) {
                throw weak("is on a curve other than P-256, P-384 and P-521");
            }
        } else if (!(key instanceof EdECPublicKey)) {
            throw weak("is of a kind that is not issued for");
        }
    }

    private static RefusedException weak(String what) {
        return refused("The key " + what + ". Take P-256, P-384, P-521, Ed25519, or RSA with 2048 to 8192 bits.");
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(400, sentence);
    }
}
