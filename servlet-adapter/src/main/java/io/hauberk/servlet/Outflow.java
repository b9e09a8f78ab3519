package io.hauberk.servlet;

import io.hauberk.Exchange;
import io.hauberk.network.Traffic;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the application writes: fixes the head before the container commits it, and keeps bytes back while a
 * filter wants to read them and they stay within its limit.
 */
final class Outflow {
    private final HttpServletResponse raw;
    private final HeadGate gate;
    private final Application application;
    private final long capacity;
    private final @Nullable Traffic traffic;
    private @Nullable ByteArrayOutputStream kept;
    private boolean characters;
    private boolean closed;
    private boolean listening;
    private long written;
    private long announced = -1;

    Outflow(HttpServletResponse raw, HeadGate gate, Application application, long capacity) {
        this.raw = raw;
        this.gate = gate;
        this.application = application;
        this.capacity = capacity;
        this.traffic = application.traffic();
        this.kept = capacity > 0 ? new ByteArrayOutputStream() : null;
    }

    /** Writing to the client has failed. Gives the failure back, to be thrown on as it is. */
    IOException broken(IOException failure) {
        return application.clientGone(failure);
    }

    /** Jetty gives a request up when its stream is reset in the middle of a write, and throws this to other threads. */
    IllegalStateException givenUp(IllegalStateException failure) {
        return listening ? failure : application.clientGone(failure);
    }

    /** The container asks for more bytes. Runs inside the exchange, and notes failures. */
    WriteListener listening(WriteListener listener) {
        listening = true;
        return new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                try (Exchange.Scope scope = application.enter()) {
                    listener.onWritePossible();
                }
            }

            @Override
            public void onError(Throwable failure) {
                application.clientGone(failure);
                try (Exchange.Scope scope = application.enter()) {
                    listener.onError(failure);
                }
            }
        };
    }

    boolean keeping() {
        return kept != null;
    }

    boolean closed() {
        return closed;
    }

    /** After a redirect nothing that the application still writes goes anywhere. */
    void close() {
        closed = true;
        kept = null;
    }

    /** The bytes that were kept back, or null if none are. */
    byte @Nullable [] captured() {
        return kept == null ? null : kept.toByteArray();
    }

    /** The length that the application has announced; when it is reached, the container commits. */
    void announced(long length) {
        announced = length;
        if (length > capacity) {
            letGo();
        }
    }

    /** Keeps the bytes if there is room; says whether it did. Otherwise what was kept leaves first. */
    boolean keep(byte[] bytes, int offset, int length, boolean text) {
        ByteArrayOutputStream buffer = kept;
        if (buffer == null) {
            return false;
        }
        characters |= text;
        if (buffer.size() + (long) length > capacity) {
            letGo();
            return false;
        }
        buffer.write(bytes, offset, length);
        return true;
    }

    /**
     * Says that so many bytes are about to be written. Containers commit when their buffer is full, when a single
     * write is large, or when the announced length is reached; none tells us beforehand, so the head is fixed early.
     */
    void before(long bytes) {
        if (gate.left()) {
            return;
        }
        written += bytes;
        if (written > raw.getBufferSize() / 8 || announced >= 0 && written >= announced) {
            gate.leave(raw);
        }
    }

    /** So many bytes were handed to the container. */
    void wrote(long bytes) {
        if (traffic != null) {
            traffic.wrote(bytes);
        }
    }

    /** So many characters were. */
    void wroteText(char[] characters, int offset, int length) {
        if (traffic != null) {
            traffic.wrote(EncodedLength.of(characters, offset, length, raw.getCharacterEncoding()));
        }
    }

    /** What was handed to the container did not leave, and is thrown away. */
    void unwrite() {
        if (traffic != null) {
            traffic.unwrite();
        }
    }

    /** An event stream must not wait, so a flush ends the keeping; other answers are kept all the same. */
    boolean keepsDespiteFlush() {
        String type = raw.getContentType();
        return kept != null && (type == null || !type.startsWith("text/event-stream"));
    }

    /** Lets go of what was kept back: from here on the application writes straight to the container. */
    void letGo() {
        ByteArrayOutputStream buffer = kept;
        if (buffer == null) {
            return;
        }
        kept = null;
        if (buffer.size() == 0) {
            return;
        }
        try {
            gate.leave(raw);
            if (characters) {
                raw.getWriter().write(buffer.toString(raw.getCharacterEncoding()));
            } else {
                buffer.writeTo(raw.getOutputStream());
            }
            wrote(buffer.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets what was kept back, and keeps nothing any more. */
    void discard() {
        kept = null;
        written = 0;
    }

    /** The application starts its body anew. */
    void restart() {
        written = 0;
        announced = -1;
        unwrite();
        if (kept != null) {
            kept.reset();
        }
    }
}
