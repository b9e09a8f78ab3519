package io.hauberk.testkit;

import java.io.IOException;
import java.io.InputStream;

/** Some letters, and then a failure. */
final class Breaking extends InputStream {
    private int left = 5;

    @Override
    public int read() throws IOException {
        if (left-- <= 0) {
            throw new IOException("expected by this row");
        }
        return 'x';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        bytes[offset] = (byte) read();
        return 1;
    }
}
