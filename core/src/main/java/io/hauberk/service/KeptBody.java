package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body that can be read once, made one that can be sent again: what passes is kept, up to so many bytes. Who sends it
 * again sends what was kept and then goes on reading. Nothing waits for it; beyond the bound what was kept is forgotten,
 * and it is a body that can be sent once. For one thread.
 */
final class KeptBody implements Body {
    private static final int FIRST_BYTES = 1024;

    private final Body body;
    private final int max;
    private @Nullable InputStream stream;
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream(0);

    /** @param max how many bytes are kept at most */
    KeptBody(Body body, int max) {
        this.body = body;
        this.max = max;
    }

    /** The body, kept where that may help: it is not empty, cannot be sent again by itself, and is not known to be too long. */
    static Body of(Body body, int max) {
        boolean helps = max > 0 && body.length() != 0 && body.length() <= max && !body.replayable() && !body.opened();
        return helps ? new KeptBody(body, max) : body;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public boolean replayable() {
        return kept != null;
    }

    @Override
    public boolean opened() {
        return body.opened();
    }

    @Override
    public InputStream open() throws IOException {
        InputStream rest = stream;
        if (rest == null) {
            rest = body.open();
            stream = rest;
            kept = new ByteArrayOutputStream((int) Math.max(FIRST_BYTES, body.length()));
            return new Keeping(rest);
        }
        ByteArrayOutputStream before = kept;
        if (before == null) {
            throw new IllegalStateException(
                    "This body is longer than the " + max + " bytes that are kept, and was sent before.");
        }
        return new SequenceInputStream(new ByteArrayInputStream(before.toByteArray()), new Keeping(rest));
    }

    @Override
    public Headers trailers() {
        return body.trailers();
    }

    @Override
    public void close() {
        kept = null;
        body.close();
    }

    @Override
    public String toString() {
        return body.toString();
    }

    private void keep(byte[] bytes, int offset, int length) {
        ByteArrayOutputStream before = kept;
        if (before != null && length > 0) {
            if (before.size() + length > max) {
                kept = null;
            } else {
                before.write(bytes, offset, length);
            }
        }
    }

    /** Reads on, and keeps what it reads. Closing it closes nothing: somebody else may have to read on. */
    private final class Keeping extends InputStream {
        private final InputStream in;

        Keeping(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                keep(new byte[] {(byte) b}, 0, 1);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            keep(bytes, offset, n);
            return n;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }
    }
}
