package io.hauberk.testkit;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** So many zeros, which counts those it has given. */
final class Zeros extends InputStream {
    private final long all;
    private final AtomicLong given;

    Zeros(long all, AtomicLong given) {
        this.all = all;
        this.given = given;
    }

    @Override
    public int read() {
        return given.get() == all ? -1 : (int) (given.getAndIncrement() & 0);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        long left = all - given.get();
        if (left == 0 || length == 0) {
            return left == 0 ? -1 : 0;
        }
        int now = (int) Math.min(left, length);
        java.util.Arrays.fill(bytes, offset, offset + now, (byte) 0);
        given.addAndGet(now);
        return now;
    }
}
