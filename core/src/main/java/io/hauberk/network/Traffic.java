package io.hauberk.network;

import io.hauberk.Exchange;
import io.hauberk.Key;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of content a request has taken from its client and given to it, as an adapter counts them: without
 * heads, and before the container compresses or frames anything. Counted only where a filter has {@linkplain #wanted
 * asked}. One thread at a time counts in each direction; any thread may read.
 */
public final class Traffic {
    private static final Key<Traffic> KEY = Key.named("traffic");
    private static final AtomicLongFieldUpdater<Traffic> IN = AtomicLongFieldUpdater.newUpdater(Traffic.class, "in");
    private static final AtomicLongFieldUpdater<Traffic> OUT = AtomicLongFieldUpdater.newUpdater(Traffic.class, "out");

    private volatile boolean counted;
    private volatile long in;
    private volatile long out;

    private Traffic() {}

    /** Asks for counting in this exchange. For filters, before they pass the request on. */
    public static Traffic wanted(Exchange exchange) {
        Traffic traffic = exchange.get(KEY);
        if (traffic == null) {
            traffic = new Traffic();
            exchange.put(KEY, traffic);
        }
        return traffic;
    }

    /** For adapters: where to count, or null where nobody wants to know. */
    public static @Nullable Traffic counting(Exchange exchange) {
        Traffic traffic = exchange.get(KEY);
        if (traffic != null) {
            traffic.counted = true;
        }
        return traffic;
    }

    /** Whether an adapter counts; else the numbers mean nothing. */
    public boolean counted() {
        return counted;
    }

    /** Bytes of the request's content that were read. */
    public long bytesIn() {
        return in;
    }

    /** Bytes of the response's content that were written. */
    public long bytesOut() {
        return out;
    }

    /** So many more were read. */
    public void read(long bytes) {
        IN.lazySet(this, in + bytes);
    }

    /** So many more were written. */
    public void wrote(long bytes) {
        OUT.lazySet(this, out + bytes);
    }

    /** What was written has not left, and is thrown away. */
    public void unwrite() {
        out = 0;
    }
}
