package io.hauberk.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The application's writer. */
final class GuardedWriter extends Writer {
    private static final int MAX_BYTES_PER_CHAR = 3;

    private final HttpServletResponse raw;
    private final Outflow outflow;
    private @Nullable PrintWriter out;

    GuardedWriter(HttpServletResponse raw, Outflow outflow) throws IOException {
        this.raw = raw;
        this.outflow = outflow;
        if (outflow.keeping()) {
            // As the container does in getWriter: from here on the type names the character encoding.
            raw.setCharacterEncoding(raw.getCharacterEncoding());
        } else {
            out = raw.getWriter();
        }
    }

    private PrintWriter out() throws IOException {
        if (out == null) {
            out = raw.getWriter();
        }
        return out;
    }

    /** Of a passed deadline the writer above us would believe that the thread was interrupted, and interrupt it. */
    private void before(long bytes) throws IOException {
        try {
            outflow.before(bytes);
        } catch (Throwable e) {
            if (e instanceof InterruptedIOException late) {
                throw new IOException(late);
            }
            throw e;
        }
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        if (outflow.closed()) {
            return;
        }
        if (outflow.keeping()) {
            byte[] bytes = new String(characters, offset, length).getBytes(Charset.forName(raw.getCharacterEncoding()));
            if (outflow.keep(bytes, 0, bytes.length, true)) {
                return;
            }
        }
        before((long) length * MAX_BYTES_PER_CHAR);
        out().write(characters, offset, length);
        outflow.wroteText(characters, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (outflow.closed() || outflow.keepsDespiteFlush()) {
            return;
        }
        outflow.letGo();
        before(Integer.MAX_VALUE);
        out().flush();
    }

    @Override
    public void close() throws IOException {
        if (outflow.closed() || outflow.keeping()) {
            return;
        }
        before(Integer.MAX_VALUE);
        out().close();
    }
}
