package io.hauberk.jdk;

import io.hauberk.okhttp.OutgoingCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Response;

/**
 * Reads the body of an answer as fast as its subscriber asks for more, and holds no thread in between. One thread at a
 * time reads and calls the subscriber: whoever finds no other at work.
 */
final class Download implements Flow.Subscription {
    private static final int PART = 16 * 1024;

    private final OutgoingCall call;
    private final Response answer;
    private final InputStream in;
    private final BodySubscriber<?> subscriber;
    private final Executor threads;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger(1);
    private volatile boolean cancelled;
    private volatile boolean askedForNothing;
    private boolean done;

    Download(OutgoingCall call, Response answer, BodySubscriber<?> subscriber, Executor threads) {
        this.call = call;
        this.answer = answer;
        this.in = answer.body().byteStream();
        this.subscriber = subscriber;
        this.threads = threads;
    }

    /** Introduces itself to the subscriber, and reads in this thread what is asked for at once. */
    void begin() {
        try {
            subscriber.onSubscribe(this);
        } catch (RuntimeException | Error e) {
            answer.close();
            throw e;
        }
        drain();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            askedForNothing = true;
        } else {
            demand.accumulateAndGet(n, (one, other) -> one + other < 0 ? Long.MAX_VALUE : one + other);
        }
        schedule();
    }

    /** By the subscriber, or by whoever has given the request up. */
    @Override
    public void cancel() {
        cancelled = true;
        if (!schedule()) {
            // Whoever is at work may wait for bytes that never come.
            call.cancel();
        }
    }

    /** Whether nobody was at work. */
    private boolean schedule() {
        boolean free = work.getAndIncrement() == 0;
        if (free) {
            threads.execute(this::drain);
        }
        return free;
    }

    private void drain() {
        int missed = 1;
        do {
            for (boolean more = !done; more; ) {
                more = step();
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Whether there may be more to do at once. */
    private boolean step() {
        if (cancelled) {
            end();
            return false;
        }
        if (askedForNothing) {
            end();
            subscriber.onError(new IllegalArgumentException("A subscriber asks for at least one."));
            return false;
        }
        return demand.get() > 0 && pass();
    }

    private boolean pass() {
        byte[] bytes = new byte[PART];
        int read;
        try {
            read = in.read(bytes, 0, PART);
        } catch (IOException e) {
            end();
            subscriber.onError(e);
            return false;
        }
        if (read < 0) {
            end();
            subscriber.onComplete();
            return false;
        }
        demand.decrementAndGet();
        subscriber.onNext(List.of(ByteBuffer.wrap(bytes, 0, read).asReadOnlyBuffer()));
        return true;
    }

    private void end() {
        done = true;
        answer.close();
    }
}
