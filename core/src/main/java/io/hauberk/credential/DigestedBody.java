package io.hauberk.credential;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that is checked against its digests while it is read. Where it is not as announced, its reader never sees its
 * end: the last bytes of a body of known length, and the end of any other, come only after the check.
 */
final class DigestedBody implements Body {
    private final Body body;
    private final Digests digests;
    private final boolean enforced;
    private final Rejection rejection;
    private final Exchange exchange;
    private volatile boolean wrong;
    private volatile boolean tooLate;

    DigestedBody(Body body, Digests digests, boolean enforced, Rejection rejection, Exchange exchange) {
        this.body = body;
        this.digests = digests;
        this.enforced = enforced;
        this.rejection = rejection;
        this.exchange = exchange;
    }

    boolean wrong() {
        return wrong;
    }

    /** Whether the head of an answer had left when it was found out. */
    boolean tooLate() {
        return tooLate;
    }

    /** Maps the head of the answer: one inside may have made an error page of the exception that it met in reading. */
    Head head(Head head) {
        if (!wrong) {
            tooLate = true;
            return head;
        }
        return head.status() >= 400 ? head.withStatus(rejection.status()) : head;
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
        return new Checked(body.open());
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
        return body + ", digested";
    }

    private final class Checked extends FilterInputStream {
        private final Digests.Check check = digests.check();
        private long count;
        private boolean checked;

        Checked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            refuseIfWrong();
            int n = in.read(bytes, offset, length);
            if (n > 0) {
                count += n;
                check.update(bytes, offset, n);
            }
            if (n < 0 || count == body.length()) {
                check();
            }
            return n;
        }

        private void check() throws RejectedException {
            if (!checked) {
                checked = true;
                if (!check.right()) {
                    wrong = true;
                    exchange.record(rejection.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
                }
            }
            refuseIfWrong();
        }

        private void refuseIfWrong() throws RejectedException {
            if (wrong && enforced) {
                throw new RejectedException(rejection);
            }
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] sink = new byte[(int) Math.max(0, Math.min(n, 2048))];
            return Math.max(0, read(sink, 0, sink.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
