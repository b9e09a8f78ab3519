package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.timeout.Timeout;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** The body of a request as OkHttp sends it: streamed, and timed only while the endpoint keeps us waiting. */
final class OutgoingBody extends RequestBody {
    private final Exchange exchange;
    private final Body body;
    private final Flight flight;

    OutgoingBody(Exchange exchange, Body body, Flight flight) {
        this.exchange = exchange;
        this.body = body;
        this.flight = flight;
    }

    /** None: the field stands among the others, as it came. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
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
        flight.uploading();
        Timeout.standStill(exchange);
        Timed timed = new Timed(sink.outputStream(), flight);
        try {
            body.transferTo(timed);
        } catch (IOException e) {
            if (!timed.failed) {
                flight.failedByUs();
            }
            throw e;
        } finally {
            Timeout.goOn(exchange);
        }
        flight.uploaded();
    }

    private static final class Timed extends OutputStream {
        private final OutputStream out;
        private final Flight flight;
        /** Whether it was the connection that failed; else it was the body. */
        private boolean failed;

        Timed(OutputStream out, Flight flight) {
            this.out = out;
            this.flight = flight;
        }

        @Override
        public void write(int b) throws IOException {
            flight.waitingForEndpoint();
            failed = true;
            out.write(b);
            failed = false;
            flight.waitingForUs();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            flight.waitingForEndpoint();
            failed = true;
            out.write(bytes, offset, length);
            failed = false;
            flight.waitingForUs();
        }

        @Override
        public void flush() throws IOException {
            flight.waitingForEndpoint();
            failed = true;
            out.flush();
            failed = false;
            flight.waitingForUs();
        }
    }
}
