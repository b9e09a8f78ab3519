package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.network.Pace;
import io.hauberk.network.Traffic;
import io.hauberk.timeout.Timeout;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a servlet request, read once. What goes wrong in reading it is the client's fault, and says so. */
final class ServletBody implements Body {
    private final HttpServletRequest raw;
    private final long length;
    private final Exchange exchange;
    private boolean opened;

    ServletBody(HttpServletRequest raw, long length, Exchange exchange) {
        this.raw = raw;
        this.length = length;
        this.exchange = exchange;
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
    public InputStream open() throws IOException {
        if (opened) {
            throw new IllegalStateException("The body of a request can be read once, and was opened before.");
        }
        opened = true;
        return new Reading(raw.getInputStream(), Traffic.counting(exchange), Pace.of(exchange));
    }

    @Override
    public Headers trailers() {
        if (!opened || !raw.isTrailerFieldsReady()) {
            return Headers.empty();
        }
        Headers.Edit edit = Headers.Edit.withRoomFor(4);
        for (Map.Entry<String, String> field : raw.getTrailerFields().entrySet()) {
            edit.add(field.getKey(), field.getValue());
        }
        return edit.build();
    }

    @Override
    public String toString() {
        return length < 0 ? "a stream" : "a stream of " + length + " bytes";
    }

    /** Timeouts stand still while it waits for the client. */
    private final class Reading extends FilterInputStream {
        private final @Nullable Traffic traffic;
        private final @Nullable Pace pace;

        Reading(InputStream in, @Nullable Traffic traffic, @Nullable Pace pace) {
            super(in);
            this.traffic = traffic;
            this.pace = pace;
        }

        @Override
        public int read() throws IOException {
            long began = begin();
            int b;
            try {
                b = in.read();
            } catch (IOException e) {
                throw broken(e);
            } finally {
                Timeout.goOn(exchange);
            }
            return counted(b, b < 0 ? b : 1, began);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long began = begin();
            int n;
            try {
                n = in.read(bytes, offset, length);
            } catch (IOException e) {
                throw broken(e);
            } finally {
                Timeout.goOn(exchange);
            }
            return counted(n, n, began);
        }

        private long begin() {
            Timeout.standStill(exchange);
            return pace == null ? 0 : exchange.ticker().nanos();
        }

        private IOException broken(IOException failure) throws IOException {
            if (pace != null) {
                Application.forgetFailure(raw);
                pace.failed(failure);
            }
            return new ClientAbortedException(failure);
        }

        private int counted(int result, int bytes, long began) throws IOException {
            if (traffic != null && result >= 0) {
                traffic.read(bytes);
            }
            if (pace != null) {
                pace.read(bytes, exchange.ticker().nanos() - began);
            }
            return result;
        }
    }
}
