package io.hauberk.throttle;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Requests in threads of their own, in virtual time that stands still until it is moved. */
final class Waiters implements AutoCloseable {
    final VirtualTime time = VirtualTime.still();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    static Request request(Exchange exchange, String path) {
        return Request.of(exchange, "GET", "http", "localhost", path, null, Headers.empty(), Body.empty());
    }

    Exchange exchange(String principal) {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(Caller.unknown().withPrincipal(principal, "test"));
        return exchange;
    }

    Exchange exchange(String principal, Duration deadline) {
        Exchange exchange = exchange(principal);
        exchange.shrink(Deadline.after(deadline, time));
        return exchange;
    }

    Handled now(Filter filter, Exchange exchange) throws IOException {
        return FilterTest.of(filter).handle(request(exchange, "/"));
    }

    Handled now(Filter filter, String principal) throws IOException {
        return now(filter, exchange(principal));
    }

    /** Sends a request that is to wait, and returns once it does. */
    Thread waiting(Throttle throttle, String name, Exchange exchange) {
        int before = throttle.waiting();
        Thread thread = new Thread(() -> {
            try {
                answers.add(name + " " + now(throttle, exchange).status());
            } catch (IOException e) {
                answers.add(name + " " + e.getClass().getSimpleName());
            }
        });
        threads.add(thread);
        thread.start();
        await(() -> throttle.waiting() == before + 1 && thread.getState() == Thread.State.WAITING);
        return thread;
    }

    Thread waiting(Throttle throttle, String name) {
        return waiting(throttle, name, exchange("ada"));
    }

    /** The next answer to one that waited. */
    String next() throws InterruptedException {
        String answer = answers.poll(60, TimeUnit.SECONDS);
        return answer == null ? "nothing within a minute" : answer;
    }

    boolean none() {
        return answers.isEmpty();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("It did not come about within a minute.");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }
}
