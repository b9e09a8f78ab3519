package io.hauberk.testkit;

import java.io.InputStream;

/** Letters without end. */
final class Endless extends InputStream {
    @Override
    public int read() {
        return 'x';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        java.util.Arrays.fill(bytes, offset, offset + length, (byte) 'x');
        return length;
    }
}
