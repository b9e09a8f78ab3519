package io.hauberk.bodylimit;

import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.content.ContentCheck;
import io.hauberk.content.Verdict;

/** Counts the bytes of a body of unknown length, and ends it with a refusal where they are too many. */
final class ByteCount implements ContentCheck {
    private final long max;
    private final Rejection rejection;
    private final Verdict verdict;
    private long count;

    ByteCount(long max, Rejection rejection, Verdict verdict) {
        this.max = max;
        this.rejection = rejection;
        this.verdict = verdict;
    }

    /** One byte more than allowed shows that there is more; it does not get out. */
    @Override
    public int most(int wanted) {
        return verdict.enforced() ? (int) Math.min(wanted - 1L, max - count) + 1 : wanted;
    }

    @Override
    public void passed(byte[] bytes, int offset, int length) throws RejectedException {
        count += length;
        if (count > max) {
            verdict.refuse(rejection);
        }
    }
}
