package io.hauberk.benchmarks.sidecar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The same call over and over: as fast as it goes, or so many a second. */
final class Calls {
    private final OkHttpClient client;
    private final Request request;

    private Calls(OkHttpClient client, Request request) {
        this.client = client;
        this.request = request;
    }

    static Calls of(OkHttpClient client, String url) {
        return new Calls(
                client, new Request.Builder().url(url).header("X-Client", "web").build());
    }

    /**
     * @param rate calls a second, each timed from the moment at which it was due; 0 for the next when one has ended
     */
    String run(long nanos, int threads, int rate) throws InterruptedException {
        long start = System.nanoTime();
        AtomicLong due = new AtomicLong();
        List<User> users = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            users.add(new User(start, nanos, rate, due));
        }
        users.forEach(Thread::start);
        for (User user : users) {
            user.join();
        }
        long took = System.nanoTime() - start;
        for (User user : users) {
            if (user.failure != null) {
                return "failed: " + user.failure;
            }
        }
        long[] all = users.stream().flatMapToLong(User::latencies).sorted().toArray();
        if (all.length == 0) {
            return "failed: no answer came in time.";
        }
        return all.length + " " + took + " " + all[all.length / 2] + " " + all[(int) (all.length * 0.99)];
    }

    /** One thread. */
    private final class User extends Thread {
        private final long start;
        private final long end;
        private final long interval;
        private final AtomicLong due;
        private long[] latencies = new long[1 << 14];
        private int count;
        volatile @Nullable String failure;

        User(long start, long nanos, int rate, AtomicLong due) {
            this.start = start;
            this.end = start + nanos;
            this.interval = rate == 0 ? 0 : 1_000_000_000L / rate;
            this.due = due;
        }

        LongStream latencies() {
            return Arrays.stream(latencies, 0, count);
        }

        @Override
        public void run() {
            try {
                for (long from = next(); from - end < 0; from = next()) {
                    call();
                    note(System.nanoTime() - from);
                }
            } catch (IOException | RuntimeException e) {
                failure = e.toString().replace('\n', ' ');
            }
        }

        private long next() {
            if (interval == 0) {
                return System.nanoTime();
            }
            long at = start + due.getAndIncrement() * interval;
            for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return at;
        }

        private void call() throws IOException {
            try (Response response = client.newCall(request).execute()) {
                int length = response.body().bytes().length;
                if (response.code() != 200 || length == 0) {
                    throw new IOException("Answered " + response.code() + " with " + length + " bytes.");
                }
            }
        }

        private void note(long nanos) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = nanos;
        }
    }
}
