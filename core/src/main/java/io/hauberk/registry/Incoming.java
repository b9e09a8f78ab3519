package io.hauberk.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it comes in: read as a whole, or line by line for as long as it lasts. No more is taken from the network
 * than was asked for. Reading blocks, and is for one thread; closing is for any.
 */
public final class Incoming implements AutoCloseable {
    private static final Object END = new Object();

    private final URI from;
    private final ResponseInfo head;
    private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    Incoming(URI from, ResponseInfo head) {
        this.from = from;
        this.head = head;
    }

    /** The status. */
    public int status() {
        return head.statusCode();
    }

    /** A field of the head, or null. */
    public @Nullable String header(String name) {
        return head.headers().firstValue(name).orElse(null);
    }

    /** All that comes, as text in UTF-8. */
    public String text(int maxBytes, Duration within) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long end = System.nanoTime() + within.toNanos();
        for (ByteBuffer buffer = next(within);
                buffer != null;
                buffer = next(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
            if (buffer.remaining() > maxBytes - all.size()) {
                throw new IOException(from + " sends more than " + maxBytes + " bytes.");
            }
            while (buffer.hasRemaining()) {
                all.write(buffer.get());
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /**
     * The next line, as text in UTF-8; null at the end.
     *
     * @param patience how long it may be silent
     * @throws SilentException if it was silent for longer
     */
    public @Nullable String line(int maxBytes, Duration patience) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (ByteBuffer buffer = next(patience); buffer != null; buffer = next(patience)) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    buffers.addFirst(buffer);
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == maxBytes) {
                    throw new IOException(from + " sends a line of more than " + maxBytes + " bytes.");
                }
                line.write(b);
            }
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    /** What has bytes left; null at the end. */
    private @Nullable ByteBuffer next(Duration patience) throws IOException, InterruptedException {
        while (true) {
            ByteBuffer first = buffers.pollFirst();
            if (first != null && first.hasRemaining()) {
                return first;
            }
            if (first == null && !more(patience)) {
                return null;
            }
        }
    }

    private boolean more(Duration patience) throws IOException, InterruptedException {
        if (ended) {
            return false;
        }
        Object event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (event == null) {
            throw new SilentException(from + " was silent for " + patience.toMillis() + " ms.");
        }
        if (event instanceof Throwable failure) {
            throw new IOException(from + " broke off: " + failure.getMessage(), failure);
        }
        ended = event == END;
        if (event instanceof List<?> list) {
            list.forEach(buffer -> buffers.add((ByteBuffer) buffer));
            Flow.Subscription now = subscription;
            if (now != null) {
                now.request(1);
            }
        }
        return !ended;
    }

    /** Takes no more, and ends the connection unless all has come. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription now = subscription;
        if (now != null) {
            now.cancel();
        }
    }

    /** Whom the HTTP client tells. */
    BodySubscriber<Incoming> subscriber() {
        return new Subscriber();
    }

    private final class Subscriber implements BodySubscriber<Incoming> {
        @Override
        public CompletionStage<Incoming> getBody() {
            return CompletableFuture.completedFuture(Incoming.this);
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            if (closed) {
                begun.cancel();
            } else {
                begun.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            events.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            events.add(failure);
        }

        @Override
        public void onComplete() {
            events.add(END);
        }
    }

    /** Nothing came for too long; the connection may be well, or dead. */
    public static final class SilentException extends IOException {
        private static final long serialVersionUID = 1;

        SilentException(String message) {
            super(message);
        }
    }
}
