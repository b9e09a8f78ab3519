package io.hauberk.hmac;

import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The algorithms: HMAC (RFC 2104) with SHA-2. SHA-1 is none of them. */
final class Macs {
    private static final Map<String, String> ALGORITHMS =
            Map.of("hmac-sha256", "HmacSHA256", "hmac-sha384", "HmacSHA384", "hmac-sha512", "HmacSHA512");

    private Macs() {}

    static boolean known(String algorithm) {
        return ALGORITHMS.containsKey(algorithm);
    }

    static byte[] of(String algorithm, byte[] secret, byte[] text) {
        try {
            String name = ALGORITHMS.getOrDefault(algorithm, "HmacSHA256");
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(secret, name));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-2, but this one has not.", e);
        }
    }
}
