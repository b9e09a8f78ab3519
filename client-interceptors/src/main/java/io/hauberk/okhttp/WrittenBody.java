package io.hauberk.okhttp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body that the user of another HTTP client writes. */
final class WrittenBody extends RequestBody {
    private final long length;
    private final boolean replayable;
    private final OutgoingCall.Writing writing;

    WrittenBody(long length, boolean replayable, OutgoingCall.Writing writing) {
        this.length = length;
        this.replayable = replayable;
        this.writing = writing;
    }

    /** None: the type is a field already. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public boolean isOneShot() {
        return !replayable;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        writing.writeTo(new Unclosed(sink.outputStream()));
    }

    /** Whoever closes it means his part, and not the request. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
