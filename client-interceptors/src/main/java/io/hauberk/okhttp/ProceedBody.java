package io.hauberk.okhttp;

import io.hauberk.Request;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;
import org.jspecify.annotations.Nullable;

/** A user's body on its way: his own, timed only while the endpoint keeps us waiting. */
final class ProceedBody extends RequestBody {
    private final UserBody body;
    private final @Nullable MediaType type;
    private final Flight flight;

    ProceedBody(UserBody body, Request request, Flight flight) {
        this.body = body;
        this.flight = flight;
        MediaType own = body.original().contentType();
        // Where a filter has changed the field, the field counts.
        this.type = own != null && own.toString().equals(request.header("Content-Type")) ? own : null;
    }

    @Override
    public @Nullable MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    /** Always: OkHttp shall never send it again by itself. */
    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        body.sent();
        flight.uploading();
        Timed timed = new Timed(sink, flight);
        try {
            BufferedSink buffered = Okio.buffer(timed);
            body.original().writeTo(buffered);
            buffered.emit();
        } catch (IOException e) {
            if (!timed.failed) {
                flight.failedByUs();
            }
            throw e;
        }
        flight.uploaded();
    }

    private static final class Timed extends ForwardingSink {
        private final Flight flight;
        /** Whether it was the connection that failed; else it was the body. */
        private boolean failed;

        Timed(Sink sink, Flight flight) {
            super(sink);
            this.flight = flight;
        }

        @Override
        public void write(Buffer source, long byteCount) throws IOException {
            flight.waitingForEndpoint();
            failed = true;
            super.write(source, byteCount);
            failed = false;
            flight.waitingForUs();
        }

        @Override
        public void flush() throws IOException {
            flight.waitingForEndpoint();
            failed = true;
            super.flush();
            failed = false;
            flight.waitingForUs();
        }
    }
}
