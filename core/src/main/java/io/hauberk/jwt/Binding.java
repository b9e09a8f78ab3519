package io.hauberk.jwt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token is bound to, by its {@code cnf} claim (RFC 7800): only who holds that may use it. Members of {@code cnf}
 * that we do not know are ignored, as RFC 7800 §3.1 asks.
 *
 * @param certificate the thumbprint of a certificate ({@code x5t#S256}, RFC 8705 §3.1); null for none
 * @param key the thumbprint of the key that signs DPoP proofs ({@code jkt}, RFC 9449 §6.1); null for none
 */
record Binding(@Nullable String certificate, @Nullable String key) {
    static final Binding NONE = new Binding(null, null);

    /** What the claims say; null if that is not what they may say. */
    static @Nullable Binding of(Map<String, Object> claims) {
        Object confirmation = claims.get("cnf");
        if (confirmation == null) {
            return NONE;
        }
        if (!(confirmation instanceof Map<?, ?> members)) {
            return null;
        }
        Object certificate = members.get("x5t#S256");
        Object key = members.get("jkt");
        if (certificate != null && !(certificate instanceof String) || key != null && !(key instanceof String)) {
            return null;
        }
        return new Binding((String) certificate, (String) key);
    }

    boolean none() {
        return certificate == null && key == null;
    }

    /** Whether it is bound to this certificate. */
    boolean boundTo(@Nullable X509Certificate shown) {
        return certificate != null && shown != null && certificate.equals(thumbprint(shown));
    }

    private static @Nullable String thumbprint(X509Certificate certificate) {
        try {
            return hash(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            return null;
        }
    }

    /** SHA-256 in base64url, of a text in ASCII. */
    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hash(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }
}
