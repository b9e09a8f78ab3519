package io.hauberk.servlet;

import java.nio.charset.Charset;

/** How many bytes characters become in an encoding. Makes no bytes for the encodings of the web. */
final class EncodedLength {
    private EncodedLength() {}

    static long of(char[] characters, int offset, int length, String encoding) {
        return switch (encoding.toLowerCase(java.util.Locale.ROOT)) {
            case "utf-8" -> utf8(characters, offset, length);
            case "iso-8859-1", "us-ascii" -> length;
            default -> new String(characters, offset, length).getBytes(Charset.forName(encoding)).length;
        };
    }

    /** Halves of a pair may come in two writes, so each counts two of the four bytes. */
    private static long utf8(char[] characters, int offset, int length) {
        long bytes = length;
        for (int i = offset; i < offset + length; i++) {
            char c = characters[i];
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
