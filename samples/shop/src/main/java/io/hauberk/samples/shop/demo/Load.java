package io.hauberk.samples.shop.demo;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests by a fixed schedule, whatever becomes of those before (an open loop), and never sends one twice. A
 * request's time counts from when it was due, so that a gateway that stalls cannot hide that from the figures.
 */
final class Load implements AutoCloseable {
    private final OkHttpClient http;
    private final IntFunction<Request> requests;
    private final long everyNanos;
    private final long began;
    private final Thread thread;
    private volatile boolean going = true;

    // Guarded by this.
    private Tally current = new Tally();
    private int sent;

    private Load(OkHttpClient http, int perSecond, long delayNanos, IntFunction<Request> requests) {
        this.http = http;
        this.requests = requests;
        this.everyNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.began = System.nanoTime() + delayNanos;
        this.thread = new Thread(this::run, "load");
    }

    /** Begins; the requests are numbered from 0. */
    static Load start(OkHttpClient http, int perSecond, IntFunction<Request> requests) {
        return startLater(0, http, perSecond, requests);
    }

    /** Begins after a part, from 0 to 1, of the time between two requests. */
    static Load startLater(double part, OkHttpClient http, int perSecond, IntFunction<Request> requests) {
        long delay = (long) (part * TimeUnit.SECONDS.toNanos(1) / perSecond);
        Load load = new Load(http, perSecond, delay, requests);
        load.thread.start();
        return load;
    }

    private void run() {
        for (int i = 0; going; i++) {
            long due = began + i * everyNanos;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            Request request = requests.apply(i);
            http.newCall(request).enqueue(new Outcome(sent(), due));
        }
    }

    private synchronized Tally sent() {
        current.sent();
        sent++;
        notifyAll();
        return current;
    }

    /**
     * Lets some time pass, and returns what became of the requests that were sent since the last such call. Those that were
     * due are sent by then, if later, where the machine had no time for this.
     */
    Tally through(java.time.Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
        return take(System.nanoTime());
    }

    private synchronized Tally take(long now) throws InterruptedException {
        while (now - began - sent * everyNanos >= 0 && thread.isAlive()) {
            wait(100);
        }
        Tally done = current;
        current = new Tally();
        return done;
    }

    /** Stops sending, and waits for what is under way. */
    @Override
    public void close() throws InterruptedException {
        going = false;
        thread.join();
        take(began).awaitAll();
    }

    /** What kind of request it was, for the list of failures. */
    static String kind(Request request) {
        String first = request.url().pathSegments().get(0);
        return request.method() + " /" + first;
    }

    private record Outcome(Tally tally, long due) implements Callback {
        @Override
        public void onResponse(Call call, Response response) {
            String kind = kind(call.request());
            try (response) {
                response.body().bytes();
                String instance = response.header("X-Instance", "");
                tally.answered(kind, response.code(), String.valueOf(instance), System.nanoTime() - due);
            } catch (IOException e) {
                tally.failed(kind, e, System.nanoTime() - due);
            }
        }

        @Override
        public void onFailure(Call call, IOException e) {
            tally.failed(kind(call.request()), e, System.nanoTime() - due);
        }
    }
}
