package io.hauberk.jdk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes what a publisher publishes, one buffer after the other: the next is asked for when the last is on its way. */
final class Upload {
    private final BodyPublisher publisher;
    private final AtomicReference<Part> current = new AtomicReference<>(new Part());

    Upload(BodyPublisher publisher) {
        this.publisher = publisher;
    }

    /** The number of bytes, or -1 where it is not known. */
    long length() {
        return publisher.contentLength();
    }

    /** Writes all of it; each time from the beginning, as publishers allow. */
    void writeTo(OutputStream out) throws IOException {
        Part part = new Part();
        if (current.getAndSet(part).cancelled) {
            throw new IOException("Canceled");
        }
        publisher.subscribe(part);
        try {
            while (part.writeNext(out)) {
                part.next();
            }
        } finally {
            part.stop();
        }
    }

    void cancel() {
        current.get().onError(new IOException("Canceled"));
    }

    private static final class Part implements Flow.Subscriber<ByteBuffer> {
        private static final Object END = new Object();

        // Holds one buffer at most, as no more are asked for.
        private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
        private volatile boolean cancelled;
        private volatile boolean ended;
        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            synchronized (this) {
                subscription = given;
            }
            given.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            arrived.add(buffer);
        }

        @Override
        public void onError(Throwable failure) {
            cancelled = true;
            arrived.add(failure);
        }

        @Override
        public void onComplete() {
            ended = true;
            arrived.add(END);
        }

        void next() {
            Flow.Subscription known = subscription();
            if (known != null) {
                known.request(1);
            }
        }

        void stop() {
            Flow.Subscription known = subscription();
            if (known != null && !ended) {
                known.cancel();
            }
        }

        private synchronized Flow.@Nullable Subscription subscription() {
            return subscription;
        }

        /** Whether there was another buffer. */
        boolean writeNext(OutputStream out) throws IOException {
            Object next = take();
            if (next instanceof ByteBuffer buffer) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.write(bytes);
                return true;
            }
            if (next instanceof Throwable failure) {
                throw failure instanceof IOException e ? e : new IOException(failure);
            }
            return false;
        }

        private Object take() throws IOException {
            try {
                return arrived.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
