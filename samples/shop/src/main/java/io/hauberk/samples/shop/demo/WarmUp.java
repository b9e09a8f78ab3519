package io.hauberk.samples.shop.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The first requests of a JVM say more about the JVM than about what it does. So a few callers come first, each waiting
 * for its answer before it asks again, until answers are quick. What becomes of these requests is not counted.
 */
final class WarmUp {
    private static final int CALLERS = 4;
    private static final int BATCH = 200;
    private static final double QUICK_MILLIS = 10;

    private final Customers customers;
    private final AtomicInteger number = new AtomicInteger();

    WarmUp(Customers customers) {
        this.customers = customers;
    }

    /** Returns when half of the answers come within 10 ms, or the time is over; sends some hundreds in any case. */
    void run(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        double millis = Double.MAX_VALUE;
        for (int batch = 0; batch < 3 || millis > QUICK_MILLIS && System.nanoTime() - end < 0; batch++) {
            millis = batch();
        }
    }

    private double batch() throws InterruptedException {
        Tally tally = new Tally();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> call(tally), "warm-up");
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return tally.millis(0.5);
    }

    private void call(Tally tally) {
        for (int i = 0; i < BATCH / CALLERS; i++) {
            Request request = customers.request(number.getAndIncrement());
            long began = System.nanoTime();
            try (Response response = customers.http().newCall(request).execute()) {
                response.body().bytes();
                tally.answered("", response.code(), "", System.nanoTime() - began);
            } catch (IOException e) {
                tally.failed("", e, System.nanoTime() - began);
            }
        }
    }
}
