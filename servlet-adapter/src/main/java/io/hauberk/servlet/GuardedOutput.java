package io.hauberk.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The application's output stream. */
final class GuardedOutput extends ServletOutputStream {
    private @Nullable ServletOutputStream out;
    private final HttpServletResponse raw;
    private final Outflow outflow;

    GuardedOutput(@Nullable ServletOutputStream out, HttpServletResponse raw, Outflow outflow) {
        this.out = out;
        this.raw = raw;
        this.outflow = outflow;
    }

    private ServletOutputStream out() throws IOException {
        if (out == null) {
            out = raw.getOutputStream();
        }
        return out;
    }

    @Override
    public void write(int b) throws IOException {
        if (outflow.closed() || outflow.keeping() && outflow.keep(new byte[] {(byte) b}, 0, 1, false)) {
            return;
        }
        outflow.before(1);
        try {
            out().write(b);
            outflow.wrote(1);
        } catch (IOException e) {
            throw outflow.broken(e);
        } catch (IllegalStateException e) {
            throw outflow.givenUp(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (outflow.closed() || outflow.keep(bytes, offset, length, false)) {
            return;
        }
        outflow.before(length);
        try {
            out().write(bytes, offset, length);
            outflow.wrote(length);
        } catch (IOException e) {
            throw outflow.broken(e);
        } catch (IllegalStateException e) {
            throw outflow.givenUp(e);
        }
    }

    @Override
    public void flush() throws IOException {
        if (outflow.closed() || outflow.keepsDespiteFlush()) {
            return;
        }
        outflow.letGo();
        outflow.before(Integer.MAX_VALUE);
        try {
            out().flush();
        } catch (IOException e) {
            throw outflow.broken(e);
        } catch (IllegalStateException e) {
            throw outflow.givenUp(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (outflow.closed() || outflow.keeping()) {
            return;
        }
        outflow.before(Integer.MAX_VALUE);
        try {
            out().close();
        } catch (IOException e) {
            throw outflow.broken(e);
        } catch (IllegalStateException e) {
            throw outflow.givenUp(e);
        }
    }

    @Override
    public boolean isReady() {
        return out == null || out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        outflow.letGo();
        try {
            out().setWriteListener(outflow.listening(listener));
        } catch (IOException e) {
            listener.onError(e);
        }
    }
}
