package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.network.Traffic;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a response that the application did not write itself. */
final class Answer {
    private Answer() {}

    /**
     * Writes head and body, and ends the response. Counts what it writes where there is a place to.
     *
     * @throws ClientAbortedException if the client broke off
     * @throws IOException if the body broke off; thrown on, so that the container breaks the connection off, too, and
     *     the client does not take half an answer for a whole one
     */
    static void write(Response response, HttpServletResponse raw, String method, @Nullable Traffic traffic)
            throws IOException {
        End end = End.FAILED;
        try {
            boolean withBody = bodyAllowed(method, response.status());
            setHead(response.head(), raw, withBody);
            if (withBody) {
                writeBody(response.body(), raw, response.headers(), traffic);
            }
            end = End.COMPLETED;
        } catch (ClientAbortedException e) {
            end = End.CANCELLED;
            throw e;
        } finally {
            response.body().close();
            response.end(end);
        }
    }

    private static void writeBody(Body body, HttpServletResponse raw, Headers headers, @Nullable Traffic traffic)
            throws IOException {
        long length = body.length();
        if (length >= 0) {
            raw.setContentLengthLong(length);
            if (length == 0) {
                return;
            }
        } else if (mayTrail(headers)) {
            setTrailers(raw, body);
        }
        ToClient out = new ToClient(raw.getOutputStream(), traffic);
        body.transferTo(out);
    }

    /** Whether trailers may follow: announced, or of gRPC, which announces nothing and says there how a call went. */
    private static boolean mayTrail(Headers headers) {
        String type = headers.first("Content-Type");
        return headers.contains("Trailer") || type != null && type.regionMatches(true, 0, "application/grpc", 0, 16);
    }

    private static void setTrailers(HttpServletResponse raw, Body body) {
        try {
            raw.setTrailerFields(() -> asMap(body.trailers()));
        } catch (IllegalStateException e) {
            // A client of HTTP/1.0 knows none.
            return;
        }
    }

    private static Map<String, String> asMap(Headers trailers) {
        Map<String, String> map = new LinkedHashMap<>();
        trailers.forEach(field -> map.merge(field.getKey(), field.getValue(), (a, b) -> a + ", " + b));
        return map;
    }

    /** The length is set from the body, not from a header that may have become wrong. */
    private static void setHead(Head head, HttpServletResponse raw, boolean withBody) {
        raw.setStatus(head.status());
        Headers headers = head.headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean length = name.equalsIgnoreCase("Content-Length");
            if (length && (withBody || head.status() == 204)) {
                continue;
            }
            if (firstOfItsName(headers, i)) {
                raw.setHeader(name, headers.value(i));
            } else {
                raw.addHeader(name, headers.value(i));
            }
        }
    }

    private static boolean firstOfItsName(Headers headers, int index) {
        String name = headers.name(index);
        for (int i = 0; i < index; i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bodyAllowed(String method, int status) {
        return !method.equals("HEAD") && status != 204 && status != 304 && status >= 200;
    }

    /** Marks what goes wrong in writing as the client's, so that nobody counts it against an endpoint. */
    private static final class ToClient extends OutputStream {
        private final OutputStream out;

        private final @Nullable Traffic traffic;

        ToClient(OutputStream out, @Nullable Traffic traffic) {
            this.out = out;
            this.traffic = traffic;
        }

        private void wrote(int bytes) {
            if (traffic != null) {
                traffic.wrote(bytes);
            }
        }

        @Override
        public void write(int b) throws IOException {
            try {
                out.write(b);
                wrote(1);
            } catch (IOException e) {
                throw new ClientAbortedException(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
                wrote(length);
            } catch (IOException e) {
                throw new ClientAbortedException(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw new ClientAbortedException(e);
            }
        }
    }
}
