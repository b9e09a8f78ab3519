package io.hauberk.basic;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** User name and password as a request shows them (RFC 7617 §2), in UTF-8. Its text never shows the password. */
record UserPass(String user, String password) {
    /** Characters of base64: 765 bytes. */
    private static final int MAX_LENGTH = 1020;

    /** Reads what stands behind the scheme; null if it is malformed. */
    static @Nullable UserPass parse(String token) {
        if (token.isEmpty() || token.length() > MAX_LENGTH || token.length() % 4 != 0) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(token);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            if (colon < 0 || text.chars().anyMatch(Character::isISOControl)) {
                return null;
            }
            String user = Normalizer.normalize(text.substring(0, colon), Normalizer.Form.NFC);
            return new UserPass(user, text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return user;
    }
}
