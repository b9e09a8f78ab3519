package io.hauberk.testkit;

import io.hauberk.Body;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of a request body, and refuses while they pass. */
record Limiting(int maxBytes) implements Filter {
    private static final Rejection TOO_LARGE = Rejection.of("limiting", 413, "body-too-large");

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Body body = request.body();
        Body counted = Body.of(new Counting(body.open(), maxBytes), body.length());
        try {
            return next.handle(request.withBody(counted));
        } catch (RejectedException e) {
            return Response.refused(e.rejection());
        }
    }

    private static final class Counting extends FilterInputStream {
        private int left;

        Counting(InputStream in, int maxBytes) {
            super(in);
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            count(Math.max(0, n));
            return n;
        }

        private void count(int n) throws RejectedException {
            left -= n;
            if (left < 0) {
                throw new RejectedException(TOO_LARGE);
            }
        }
    }
}
