package io.hauberk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The content of a request or response, described by what it can do. Nothing is buffered unless someone asks.
 *
 * <p>A body belongs to one thread at a time. A body that is not {@linkplain #replayable() replayable} can be opened
 * once; as long as it was not {@linkplain #opened() opened}, its request may still go to another endpoint.
 */
public interface Body extends AutoCloseable {
    /** The number of bytes, or -1 where it is not known beforehand. Trailers and encodings do not count. */
    long length();

    /** Whether {@link #open()} gives the same bytes any number of times. */
    boolean replayable();

    /** Whether it was opened at least once, even if nothing was read. */
    boolean opened();

    /**
     * A stream of the bytes. Reading may block until bytes arrive.
     *
     * @throws IllegalStateException if it was opened before and is not replayable
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;

    /**
     * Writes the bytes to a stream, flushing it whenever the next byte is not there yet and the length is unknown, so
     * that events arrive as they are sent. Does not close the stream.
     *
     * @return the number of bytes written
     */
    default long transferTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            byte[] buffer = new byte[8192];
            long total = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                total += n;
                if (length() < 0 && in.available() == 0) {
                    out.flush();
                }
            }
            return total;
        }
    }

    /** The trailer fields; known only after the last byte was read, empty before and where there are none. */
    default Headers trailers() {
        return Headers.empty();
    }

    /** Gives up what was not read. Does nothing the second time. */
    @Override
    default void close() {}

    /** No bytes. */
    static Body empty() {
        return Bytes.EMPTY;
    }

    /** These bytes. The array is not copied: do not change it. */
    static Body of(byte[] bytes) {
        return bytes.length == 0 ? Bytes.EMPTY : new Bytes(bytes);
    }

    /** This text in UTF-8. */
    static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes of a stream, once.
     *
     * @param length the number of bytes, or -1 where it is not known
     */
    static Body of(InputStream stream, long length) {
        return new Once(stream, length);
    }

    /** Bytes in memory. */
    final class Bytes implements Body {
        private static final Bytes EMPTY = new Bytes(new byte[0]);
        private final byte[] bytes;
        private boolean opened;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public boolean replayable() {
            return true;
        }

        @Override
        public boolean opened() {
            return opened;
        }

        @Override
        public InputStream open() {
            opened = bytes.length > 0;
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            opened = bytes.length > 0;
            out.write(bytes);
            return bytes.length;
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** A stream that can be read once. */
    final class Once implements Body {
        private final InputStream stream;
        private final long length;
        private boolean opened;

        private Once(InputStream stream, long length) {
            this.stream = stream;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public boolean replayable() {
            return false;
        }

        @Override
        public boolean opened() {
            return opened;
        }

        @Override
        public InputStream open() {
            if (opened) {
                throw new IllegalStateException("This body can be read once, and was opened before.");
            }
            opened = true;
            return stream;
        }

        @Override
        public void close() {
            opened = true;
            try {
                stream.close();
            } catch (IOException e) {
                // Nobody reads on, so nobody can be told.
                return;
            }
        }

        @Override
        public String toString() {
            return length < 0 ? "a stream" : "a stream of " + length + " bytes";
        }
    }
}
