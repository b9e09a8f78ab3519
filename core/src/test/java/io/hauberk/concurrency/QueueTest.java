package io.hauberk.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.service.Criticality;
import io.hauberk.service.Lineage;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ConcurrencyLimit limit = ConcurrencyLimit.of(1).queue(3, LONG);

    @Test
    void whoWaitsIsLetInWhenAPermitComesBack() throws Exception {
        Handled first = FilterTest.of(limit).get("/");
        CompletableFuture<Handled> second = ask(limit, Criticality.CRITICAL, Ticker.system(), 1);
        assertThat(second).isNotDone();
        first.end(End.COMPLETED);
        assertThat(status(second)).isEqualTo(200);
        assertThat(limit.inFlight()).isOne();
        second.get().end(End.CANCELLED);
        assertThat(limit.inFlight()).isZero();
        assertThat(limit.waiting()).isZero();
    }

    @Test
    void theMostCriticalGoFirstAndDisplaceOthersFromAFullQueue() throws Exception {
        Handled first = FilterTest.of(limit).get("/");
        CompletableFuture<Handled> batch = ask(limit, Criticality.SHEDDABLE, Ticker.system(), 1);
        CompletableFuture<Handled> otherBatch = ask(limit, Criticality.SHEDDABLE, Ticker.system(), 2);
        CompletableFuture<Handled> user = ask(limit, Criticality.CRITICAL, Ticker.system(), 3);
        // The newest of the least critical has to go.
        CompletableFuture<Handled> vital = ask(limit, Criticality.CRITICAL_PLUS, Ticker.system(), 3);
        assertThat(status(otherBatch)).isEqualTo(503);
        // And a newcomer who is no more critical than those who wait does not get in.
        assertThat(FilterTest.of(limit)
                        .handle(request(Criticality.SHEDDABLE, Ticker.system()))
                        .status())
                .isEqualTo(503);
        first.end(End.COMPLETED);
        assertThat(status(vital)).isEqualTo(200);
        assertThat(user).isNotDone();
        vital.get().end(End.COMPLETED);
        assertThat(status(user)).isEqualTo(200);
        assertThat(batch).isNotDone();
        user.get().end(End.COMPLETED);
        assertThat(status(batch)).isEqualTo(200);
    }

    @Test
    void amongEqualsTheOldestGoesFirstAndOnceThatHasWaitedForHalfOfItsTimeTheNewest() throws Exception {
        VirtualTime time = VirtualTime.still();
        Handled first = FilterTest.of(limit).get("/");
        CompletableFuture<Handled> one = ask(limit, Criticality.CRITICAL, time, 1);
        CompletableFuture<Handled> two = ask(limit, Criticality.CRITICAL, time, 2);
        CompletableFuture<Handled> three = ask(limit, Criticality.CRITICAL, time, 3);
        first.end(End.COMPLETED);
        assertThat(status(one)).isEqualTo(200);
        time.advance(LONG.dividedBy(2));
        one.get().end(End.COMPLETED);
        assertThat(status(three)).isEqualTo(200);
        assertThat(two).isNotDone();
        three.get().end(End.COMPLETED);
        assertThat(status(two)).isEqualTo(200);
    }

    @Test
    void nobodyWaitsLongerThanAllowedNorPastTheDeadline() throws IOException {
        ConcurrencyLimit brief = ConcurrencyLimit.of(1).queue(3, Duration.ofMillis(5));
        FilterTest.of(brief).get("/");
        assertThat(FilterTest.of(brief).get("/").status()).isEqualTo(503);
        FilterTest.of(limit).get("/");
        Request hurried = request(Criticality.CRITICAL, Ticker.system());
        hurried.exchange().shrink(Deadline.after(Duration.ofMillis(5), Ticker.system()));
        assertThat(FilterTest.of(limit).handle(hurried).status()).isEqualTo(503);
        assertThat(limit.waiting()).isZero();
        assertThat(limit.inFlight()).isOne();
    }

    @Test
    void whoIsInterruptedLeavesNothingBehind() throws Exception {
        Handled first = FilterTest.of(limit).get("/");
        CompletableFuture<Handled> waiting = new CompletableFuture<>();
        Thread thread = new Thread(() -> asked(limit, request(Criticality.CRITICAL, Ticker.system()), waiting));
        thread.start();
        await(limit, 1);
        thread.interrupt();
        assertThat(waiting.handle((handled, failure) -> failure).get(60, TimeUnit.SECONDS))
                .isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(limit.waiting()).isZero();
        first.end(End.COMPLETED);
        assertThat(limit.inFlight()).isZero();
    }

    @Test
    void inShadowModeNobodyWaits() throws IOException {
        FilterTest test = FilterTest.of(limit.shadowed());
        test.get("/");
        assertThat(test.get("/").status()).isEqualTo(200);
        assertThat(limit.inFlight()).isOne();
    }

    @Test
    void manyThreadsNeverHaveMoreInFlightThanTheLimitAndLoseNoPermit() throws Exception {
        ConcurrencyLimit tested = ConcurrencyLimit.of(3).queue(4, Duration.ofMillis(1));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(12);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 12; t++) {
            Criticality criticality = Criticality.values()[t % 4];
            Thread thread = new Thread(() -> hammer(tested, criticality, start, inside, most, passed));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(passed.get()).isPositive();
        assertThat(tested.inFlight()).isZero();
        assertThat(tested.waiting()).isZero();
        assertThat(FilterTest.of(tested).get("/").status()).isEqualTo(200);
    }

    private static void hammer(
            ConcurrencyLimit tested,
            Criticality criticality,
            CyclicBarrier start,
            AtomicInteger inside,
            AtomicInteger most,
            AtomicInteger passed) {
        try {
            start.await();
            for (int i = 0; i < 2_000; i++) {
                tested.handle(request(criticality, Ticker.system()), request -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.yield();
                            inside.decrementAndGet();
                            passed.incrementAndGet();
                            return Response.ok("in");
                        })
                        .end(End.COMPLETED);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Asks in a thread of its own, and comes back when so many wait. */
    private static CompletableFuture<Handled> ask(
            ConcurrencyLimit limit, Criticality criticality, Ticker ticker, int waiting) throws InterruptedException {
        CompletableFuture<Handled> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> asked(limit, request(criticality, ticker), answer));
        thread.setDaemon(true);
        thread.start();
        await(limit, waiting);
        return answer;
    }

    private static void asked(ConcurrencyLimit limit, Request request, CompletableFuture<Handled> answer) {
        try {
            answer.complete(FilterTest.of(limit).handle(request));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    private static void await(ConcurrencyLimit limit, int waiting) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (limit.waiting() != waiting) {
            assertThat(System.nanoTime() - end).isNegative();
            Thread.onSpinWait();
        }
    }

    private static int status(CompletableFuture<Handled> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS).status();
    }

    private static Request request(Criticality criticality, Ticker ticker) {
        Exchange exchange = Exchange.begin(ticker);
        Lineage.atMost(exchange, criticality);
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
    }
}
