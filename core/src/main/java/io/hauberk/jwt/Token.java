package io.hauberk.jwt;

import com.nimbusds.jose.util.Base64URL;
import io.hauberk.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed token in compact form, taken apart and not yet believed.
 *
 * @param header the JOSE header
 * @param claims the payload
 * @param signed the text that the signature is over
 * @param signature the signature, known to be strict base64url
 * @param length the number of characters
 */
record Token(Map<String, Object> header, Map<String, Object> claims, String signed, Base64URL signature, int length) {
    /** Takes a token apart; null if it is not three parts of strict base64url with an object in the first two. */
    static @Nullable Token parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first <= 0 || second < 0) {
            return null;
        }
        Map<String, Object> header = object(text, 0, first);
        Map<String, Object> claims = header == null ? null : object(text, first + 1, second);
        if (header == null || claims == null || Base64Url.decode(text, second + 1, text.length()) == null) {
            return null;
        }
        Base64URL signature = new Base64URL(text.substring(second + 1));
        return new Token(header, claims, text.substring(0, second), signature, text.length());
    }

    /** Whether it has the five parts of an encrypted token (RFC 7516 §3.1). */
    static boolean encrypted(String text) {
        return text.chars().filter(c -> c == '.').count() == 4;
    }

    private static @Nullable Map<String, Object> object(String text, int from, int to) {
        byte[] bytes = Base64Url.decode(text, from, to);
        if (bytes == null) {
            return null;
        }
        try {
            // A new decoder reports what is not UTF-8; String would put a question mark for it.
            return Json.object(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The bytes that the signature is over. */
    byte[] signingInput() {
        return signed.getBytes(StandardCharsets.US_ASCII);
    }

    /** A text in the header; null where it is missing or something else. */
    @Nullable String headerText(String name) {
        return header.get(name) instanceof String text ? text : null;
    }

    /** A text among the claims; null where it is missing or something else. */
    @Nullable String claimText(String name) {
        return claims.get(name) instanceof String text ? text : null;
    }
}
