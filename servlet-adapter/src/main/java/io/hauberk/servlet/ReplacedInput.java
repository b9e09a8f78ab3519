package io.hauberk.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that a filter has replaced, as a servlet stream. Blocking reads only. */
final class ReplacedInput extends ServletInputStream {
    private final InputStream in;
    private boolean finished;

    ReplacedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        finished |= b < 0;
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        finished |= n < 0;
        return n;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("A filter checks this body while it is read, so it can be read only by blocking"
                + " reads. Read it without a ReadListener, or send it with a Content-Length.");
    }
}
