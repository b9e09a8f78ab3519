package io.hauberk.structured;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What stands between delimiters, in some encoding. */
final class Quoted {
    private Quoted() {}

    /** Base64 with or without padding; null for anything else, also for bits behind the last byte. */
    static byte @Nullable [] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            String written = Base64.getEncoder().encodeToString(bytes);
            boolean same = written.equals(text) || unpadded(written).equals(text);
            return same ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String unpadded(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    /** UTF-8 with percent-encoded bytes, in lower-case hexadecimal digits. */
    static DisplayString display(String text) throws MalformedFieldException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new MalformedFieldException("A display string has a character that it may not have.");
            }
            if (c == '%') {
                bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        try {
            return new DisplayString(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedFieldException("A display string is not UTF-8.");
        }
    }

    private static int hex(String text, int at) throws MalformedFieldException {
        int digit = at < text.length() ? "0123456789abcdef".indexOf(text.charAt(at)) : -1;
        if (digit < 0) {
            throw new MalformedFieldException("A display string has a percent sign without two lower-case digits.");
        }
        return digit;
    }
}
