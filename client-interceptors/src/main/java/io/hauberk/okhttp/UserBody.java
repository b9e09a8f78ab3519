package io.hauberk.okhttp;

import io.hauberk.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;

/** The body of a user's OkHttp request, for filters to look at. */
final class UserBody implements Body {
    private static final long MAX_BUFFERED = 64L << 20;

    private final RequestBody body;
    private final long length;
    private boolean opened;

    UserBody(RequestBody body) throws IOException {
        this.body = body;
        this.length = body.contentLength();
    }

    RequestBody original() {
        return body;
    }

    /** It was sent, or was begun to be. */
    void sent() {
        opened = true;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean replayable() {
        return !body.isOneShot() && !body.isDuplex();
    }

    @Override
    public boolean opened() {
        return opened;
    }

    /** OkHttp's bodies write, so who wants to read has it in memory; beyond 64 MB that is refused. */
    @Override
    public InputStream open() throws IOException {
        begin();
        if (length > MAX_BUFFERED) {
            throw new IOException("A request of " + length + " bytes is too large to be read by a filter.");
        }
        Buffer buffer = new Buffer();
        BufferedSink sink = Okio.buffer(new Bounded(buffer));
        body.writeTo(sink);
        sink.emit();
        return buffer.inputStream();
    }

    /** Where the length was not known beforehand, or was not the truth. */
    private static final class Bounded extends ForwardingSink {
        private long written;

        Bounded(Sink sink) {
            super(sink);
        }

        @Override
        public void write(Buffer source, long byteCount) throws IOException {
            written += byteCount;
            if (written > MAX_BUFFERED) {
                throw new IOException("A request of more than 64 MB is too large to be read by a filter.");
            }
            super.write(source, byteCount);
        }
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        begin();
        BufferedSink sink = Okio.buffer(Okio.sink(out));
        body.writeTo(sink);
        sink.emit();
        return length;
    }

    private void begin() {
        if (opened && !replayable()) {
            throw new IllegalStateException("This body can be sent once, and was sent before.");
        }
        opened = true;
    }

    @Override
    public String toString() {
        return length < 0 ? "a stream" : length + " bytes";
    }
}
