package io.hauberk.bodylimit;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of unknown length that is counted while it is read, and ends with a refusal where it grows too long. */
final class CountedBody implements Body {
    private final Body body;
    private final long max;
    private final Rejection rejection;
    private final Verdict verdict;

    CountedBody(Body body, long max, Rejection rejection, Verdict verdict) {
        this.body = body;
        this.max = max;
        this.rejection = rejection;
        this.verdict = verdict;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public boolean replayable() {
        return body.replayable();
    }

    @Override
    public boolean opened() {
        return body.opened();
    }

    @Override
    public InputStream open() throws IOException {
        return new Counter(body.open());
    }

    @Override
    public Headers trailers() {
        return body.trailers();
    }

    @Override
    public void close() {
        body.close();
    }

    @Override
    public String toString() {
        return body + " up to " + max + " bytes";
    }

    private final class Counter extends FilterInputStream {
        private long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            requireRoom();
            int b = in.read();
            if (b >= 0) {
                count(1);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            requireRoom();
            // One byte more than allowed shows that there is more; it does not get out.
            int wanted = verdict.enforced() ? (int) Math.min(length - 1L, max - count) + 1 : length;
            int n = in.read(bytes, offset, wanted);
            if (n > 0) {
                count(n);
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] sink = new byte[(int) Math.max(0, Math.min(n, 2048))];
            int read = read(sink, 0, sink.length);
            return Math.max(0, read);
        }

        private void requireRoom() throws RejectedException {
            if (count > max) {
                verdict.refuse(rejection);
            }
        }

        private void count(int n) throws RejectedException {
            count += n;
            if (count > max) {
                verdict.refuse(rejection);
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
