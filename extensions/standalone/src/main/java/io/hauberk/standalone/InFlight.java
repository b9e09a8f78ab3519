package io.hauberk.standalone;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts the requests under way, to their last byte; once draining, asks HTTP/1.1 clients to connect elsewhere. */
final class InFlight extends Handler.Wrapper {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger lateArrivals = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private volatile boolean draining;

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        count.incrementAndGet();
        Request.addCompletionListener(request, failure -> ended());
        if (draining) {
            lateArrivals.incrementAndGet();
        }
        if (draining && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        }
        return super.handle(request, response, callback);
    }

    private void ended() {
        if (count.decrementAndGet() == 0 && draining) {
            lock.lock();
            try {
                none.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** From now on connections are to be closed after their next response. */
    void drain() {
        draining = true;
    }

    /** Blocks until no request has been under way for a while; gives up after some time. */
    void awaitQuiet(Duration quiet, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        int seen;
        do {
            awaitNone(end);
            seen = lateArrivals.get();
            Thread.sleep(Math.max(0, Math.min(quiet.toMillis(), (end - System.nanoTime()) / 1_000_000)));
        } while ((count.get() > 0 || lateArrivals.get() != seen) && System.nanoTime() - end < 0);
    }

    private void awaitNone(long end) throws InterruptedException {
        lock.lock();
        try {
            long left = end - System.nanoTime();
            while (count.get() > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
