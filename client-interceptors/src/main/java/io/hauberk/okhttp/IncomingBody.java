package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import okio.Buffer;
import okio.BufferedSource;

/**
 * The body of an answer as it comes from OkHttp. Its segments go out as they are, without a copy; a read is timed, and
 * the one who reads slowly is not taken for an endpoint that sends slowly.
 */
final class IncomingBody implements Body {
    /** What may be left to be read and thrown away, so that the connection can be used again. */
    private static final long WORTH_DRAINING = 64 * 1024;

    private static final int SEGMENT = 8192;

    private final okhttp3.Response response;
    private final BufferedSource source;
    private final long length;
    private final Flight flight;
    private final Consumer<End> ending;
    private final Runnable breakOff;
    private long read;
    private boolean opened;
    private boolean over;

    /**
     * @param ending is told how it ended
     * @param breakOff ends the attempt though bytes are left; never blocks
     */
    IncomingBody(okhttp3.Response response, Flight flight, Consumer<End> ending, Runnable breakOff) {
        this.response = response;
        this.source = response.body().source();
        this.length = response.body().contentLength();
        this.flight = flight;
        this.ending = ending;
        this.breakOff = breakOff;
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
        begin();
        return new Stream();
    }

    private void begin() {
        if (opened) {
            throw new IllegalStateException("The body of an answer can be read once, and was opened before.");
        }
        opened = true;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        begin();
        Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
        try {
            while (more(out)) {
                write(out, cursor);
            }
        } catch (IOException | RuntimeException e) {
            giveUp(End.CANCELLED, false); // does nothing where the endpoint has failed
            throw e;
        }
        return read;
    }

    /** Whether there are bytes; before it waits for them, what was written leaves. */
    private boolean more(OutputStream out) throws IOException {
        if (length < 0 && read > 0 && !over && source.getBuffer().exhausted()) {
            out.flush();
        }
        return fill();
    }

    private void write(OutputStream out, Buffer.UnsafeCursor cursor) throws IOException {
        Buffer buffer = source.getBuffer();
        buffer.readUnsafe(cursor);
        int bytes;
        try {
            bytes = cursor.next();
            out.write(cursor.data, cursor.start, bytes);
        } finally {
            cursor.close();
        }
        buffer.skip(bytes);
        read += bytes;
    }

    /** Waits for the next byte. */
    private boolean fill() throws IOException {
        if (!source.getBuffer().exhausted()) {
            return true;
        }
        if (over) {
            return false;
        }
        flight.reading();
        boolean more;
        try {
            more = source.request(1);
        } catch (IOException e) {
            boolean timeUp = flight.ended();
            giveUp(!timeUp && Failures.interrupted() ? End.CANCELLED : End.FAILED, true);
            throw timeUp ? flight.timeUp() : e;
        }
        flight.rest();
        if (!more) {
            complete();
        }
        return more;
    }

    private void complete() {
        over = true;
        flight.land();
        response.close();
        ending.accept(End.COMPLETED);
    }

    private void giveUp(End end, boolean broken) {
        if (over) {
            return;
        }
        over = true;
        flight.land();
        if (broken || !worthDraining()) {
            breakOff.run();
        }
        response.close();
        ending.accept(end);
    }

    /** A small rest, or that of an error, is read so that the connection lives; OkHttp spends 100 ms on it at most. */
    private boolean worthDraining() {
        return length >= 0 ? length - read <= WORTH_DRAINING : response.code() >= 400 && !opened;
    }

    @Override
    public Headers trailers() {
        if (!over) {
            return Headers.empty();
        }
        try {
            okhttp3.Headers trailers = response.trailers();
            return trailers.size() == 0 ? Headers.empty() : Fields.incoming(trailers);
        } catch (IOException e) {
            return Headers.empty();
        }
    }

    @Override
    public void close() {
        giveUp(End.CANCELLED, false);
    }

    @Override
    public String toString() {
        return length < 0 ? "a stream" : "a stream of " + length + " bytes";
    }

    private final class Stream extends InputStream {
        @Override
        public int read() throws IOException {
            if (!fill()) {
                return -1;
            }
            read++;
            return source.getBuffer().readByte() & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int n = source.getBuffer().read(bytes, offset, Math.min(count, SEGMENT));
            read += n;
            return n;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, source.getBuffer().size());
        }

        @Override
        public void close() {
            IncomingBody.this.close();
        }
    }
}
