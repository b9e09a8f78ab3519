package io.hauberk.spiffe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the fields of one protobuf message. Wire types as in its encoding guide; groups are refused, as nobody sends them
 * any more. Not thread-safe.
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int type;

    Protobuf(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Protobuf(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** The number of the next field, which is to be read or skipped; 0 at the end. */
    int next() throws IOException {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        type = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > (1 << 29) - 1) {
            throw broken("a field without a number");
        }
        return (int) field;
    }

    /** A nested message. */
    Protobuf message() throws IOException {
        int length = length();
        Protobuf nested = new Protobuf(bytes, at, at + length);
        at += length;
        return nested;
    }

    byte[] bytes() throws IOException {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Leaves out a field that is not known here. */
    void skip() throws IOException {
        switch (type) {
            case VARINT -> varint();
            case FIXED_64 -> advance(8);
            case BYTES -> advance(length());
            case FIXED_32 -> advance(4);
            default -> throw broken("a field of an unknown kind");
        }
    }

    private void advance(int count) throws IOException {
        if (count > end - at) {
            throw broken("a field that is longer than the message");
        }
        at += count;
    }

    private int length() throws IOException {
        if (type != BYTES) {
            throw broken("a field of the wrong kind");
        }
        long length = varint();
        if (length < 0 || length > end - at) {
            throw broken("a field that is longer than the message");
        }
        return (int) length;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == end) {
                throw broken("a number without an end");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken("a number that is too long");
    }

    private static IOException broken(String what) {
        return new IOException("The agent sent a message that cannot be read: it has " + what + ".");
    }
}
