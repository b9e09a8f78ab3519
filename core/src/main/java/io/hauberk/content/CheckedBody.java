package io.hauberk.content;

import io.hauberk.Body;
import io.hauberk.Headers;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * A body that is checked while it is read. Where something is wrong with it, its reader never sees its end: the last bytes of
 * a body of known length, and the end of any other, come only after the check.
 */
public final class CheckedBody implements Body {
    private final Body body;
    private final Verdict verdict;
    private final Supplier<ContentCheck> checks;

    /** @param checks a new one for each reading */
    public CheckedBody(Body body, Verdict verdict, Supplier<ContentCheck> checks) {
        this.body = body;
        this.verdict = verdict;
        this.checks = checks;
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
        return new Checked(body.open(), checks.get());
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
        return body + ", checked";
    }

    private final class Checked extends FilterInputStream {
        private final ContentCheck check;
        private final byte[] one = new byte[1];
        private long count;
        private boolean ended;

        Checked(InputStream in, ContentCheck check) {
            super(in);
            this.check = check;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            verdict.require();
            int n = in.read(bytes, offset, length == 0 ? 0 : check.most(length));
            if (n > 0) {
                count += n;
                check.passed(bytes, offset, n);
            }
            if (!ended && (n < 0 || count == body.length())) {
                ended = true;
                check.ended();
            }
            return n;
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
