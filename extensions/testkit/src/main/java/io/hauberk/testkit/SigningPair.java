package io.hauberk.testkit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A key pair on P-256 that signs tokens and proofs by ES256, right ones and wrong ones. Immutable. */
public final class SigningPair {
    private final KeyPair pair;
    private final String id;

    private SigningPair(KeyPair pair, String id) {
        this.pair = pair;
        this.id = id;
    }

    /** A new pair. */
    public static SigningPair of(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new SigningPair(generator.generateKeyPair(), id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256.", e);
        }
    }

    /** Its key id. */
    public String id() {
        return id;
    }

    /** The public key as the members of a JWK, in the order of RFC 7638. */
    public Map<String, Object> publicKey() {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("crv", "P-256");
        jwk.put("kty", "EC");
        jwk.put("x", coordinate(key.getW().getAffineX()));
        jwk.put("y", coordinate(key.getW().getAffineY()));
        return jwk;
    }

    /** The thumbprint of the public key (RFC 7638). */
    public String thumbprint() {
        return hash(json(publicKey()));
    }

    /** A token with this header and these claims, signed. */
    public String sign(Map<String, ?> header, Map<String, ?> claims) {
        return sign(json(header), json(claims));
    }

    /** The same from texts, whatever they are. */
    public String sign(String header, String claims) {
        String input =
                encode(header.getBytes(StandardCharsets.UTF_8)) + '.' + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + '.' + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has ES256.", e);
        }
    }

    /** SHA-256 in base64url. */
    public static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 in base64url. */
    public static String hash(byte[] bytes) {
        try {
            return encode(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] whole = new byte[32];
        int from = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, from, whole, 32 - (bytes.length - from), bytes.length - from);
        return encode(whole);
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, bytes.length));
    }

    /** JSON of maps, lists, texts, numbers and booleans. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder("{");
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(text.length() == 1 ? "" : ",")
                        .append(json(String.valueOf(entry.getKey())))
                        .append(':')
                        .append(json(entry.getValue()));
            }
            return text.append('}').toString();
        }
        if (value instanceof Iterable<?> list) {
            StringBuilder text = new StringBuilder("[");
            for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                text.append(json(i.next())).append(i.hasNext() ? "," : "");
            }
            return text.append(']').toString();
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                quoted.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
