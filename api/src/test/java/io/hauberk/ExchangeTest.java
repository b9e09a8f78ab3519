package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final AtomicLong now = new AtomicLong(5);
    private final Exchange exchange = Exchange.begin(now::get);

    @Test
    void isTheCurrentOneOfAThreadUntilItsScopeIsClosed() {
        Exchange other = Exchange.begin(now::get);

        try (Exchange.Scope outer = exchange.enter()) {
            assertThat(Exchange.current()).isSameAs(exchange);
            try (Exchange.Scope inner = other.enter()) {
                assertThat(Exchange.current()).isSameAs(other);
            }
            assertThat(Exchange.current()).isSameAs(exchange);
        }
        assertThat(Exchange.current()).isNull();
    }

    @Test
    void goesToOtherThreadsWithWhatIsWrapped() throws Exception {
        AtomicReference<Exchange> seen = new AtomicReference<>();
        Callable<Exchange> task = exchange.wrap(Exchange::current);

        inThread(exchange.wrap((Runnable) () -> seen.set(Exchange.current())));

        assertThat(seen).hasValue(exchange);
        assertThat(CompletableFuture.supplyAsync(() -> called(task)).get()).isSameAs(exchange);
        assertThat(Exchange.current()).isNull();
    }

    private static Exchange called(Callable<Exchange> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void inThread(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
    }

    @Test
    void goesWithTheTasksOfAPropagatingExecutor() {
        List<Runnable> handedOver = new ArrayList<>();
        AtomicReference<Exchange> seen = new AtomicReference<>();

        Exchange.propagating(handedOver::add).execute(() -> seen.set(Exchange.current()));
        handedOver.get(0).run();
        assertThat(seen).hasNullValue();

        try (Exchange.Scope scope = exchange.enter()) {
            Exchange.propagating(handedOver::add).execute(() -> seen.set(Exchange.current()));
        }
        handedOver.get(1).run();
        assertThat(seen).hasValue(exchange);
    }

    @Test
    void holdsTypedData() {
        Key<String> name = Key.named("name");
        Key<String> sameName = Key.named("name");
        Key<Integer> number = Key.named("number");
        exchange.put(name, "a");
        exchange.put(number, 1);
        exchange.put(name, "b");

        assertThat(exchange.get(name)).isEqualTo("b");
        assertThat(exchange.get(number)).isEqualTo(1);
        assertThat(exchange.get(sameName)).isNull();
        assertThat(name.toString()).isEqualTo("name");
    }

    @Test
    void itsDeadlineCanOnlyShrink() {
        Deadline late = Deadline.after(Duration.ofSeconds(2), now::get);
        Deadline early = Deadline.after(Duration.ofSeconds(1), now::get);

        exchange.shrink(late);
        assertThat(exchange.deadline()).isSameAs(late);
        exchange.shrink(early);
        exchange.shrink(late);
        exchange.shrink(Deadline.NONE);
        assertThat(exchange.deadline()).isSameAs(early);
    }

    @Test
    void keepsDecisionsInOrderAndForgetsThoseBeyondItsLimit() {
        for (int i = 0; i < 1000; i++) {
            exchange.record(Decision.of("filter", Outcome.ALLOWED, "rule-" + i));
        }

        assertThat(exchange.decisions()).hasSize(256);
        assertThat(exchange.decisions().get(0).rule()).isEqualTo("rule-0");
        assertThat(exchange.decisions().get(255).rule()).isEqualTo("rule-255");
    }

    @Test
    void aChildKnowsWhatItsParentKnowsAndTellsItWhatItDecides() {
        Trace trace = Trace.begin(true);
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), now::get);
        exchange.attach(Caller.unknown().withPrincipal("ada", null));
        exchange.traced(trace);
        exchange.identified("r-1");
        exchange.shrink(deadline);
        Decision decision = Decision.of("limit", Outcome.ALLOWED, null);
        Exchange child = exchange.child();
        child.record(decision);
        child.shrink(Deadline.after(Duration.ofMillis(1), now::get));
        child.end(End.FAILED);

        assertThat(child.caller().principal()).isEqualTo("ada");
        assertThat(child.trace()).isSameAs(trace);
        assertThat(child.requestId()).isEqualTo("r-1");
        assertThat(child.decisions()).containsExactly(decision);
        assertThat(exchange.decisions()).containsExactly(decision);
        assertThat(exchange.deadline()).isSameAs(deadline);
        assertThat(exchange.ended()).isNull();
    }

    @Test
    void workThatOutlivesTheResponseHasNoDeadline() {
        exchange.attach(Caller.unknown().withPrincipal("ada", null));
        exchange.shrink(Deadline.after(Duration.ofSeconds(1), now::get));
        exchange.identified("r-1");
        Exchange detached = exchange.detach();
        exchange.end(End.COMPLETED);
        detached.record(Decision.of("limit", Outcome.ALLOWED, null));

        assertThat(detached.caller().principal()).isEqualTo("ada");
        assertThat(detached.requestId()).isEqualTo("r-1");
        assertThat(detached.deadline()).isSameAs(Deadline.NONE);
        assertThat(detached.ended()).isNull();
        assertThat(exchange.decisions()).isEmpty();
    }

    @Test
    void endsOnceAndTellsThoseWhoComeLate() {
        List<End> heard = new ArrayList<>();
        exchange.onEnd(heard::add);

        exchange.end(End.CANCELLED);
        exchange.end(End.COMPLETED);
        exchange.onEnd(heard::add);

        assertThat(exchange.ended()).isEqualTo(End.CANCELLED);
        assertThat(heard).containsExactly(End.CANCELLED, End.CANCELLED);
    }

    @Test
    void tellsListenersInOrderAlsoWhenOneOfThemFails() throws InterruptedException {
        List<String> heard = new ArrayList<>();
        List<Throwable> reported = new ArrayList<>();
        exchange.onEnd(end -> heard.add("first"));
        exchange.onEnd(end -> {
            throw new IllegalStateException("expected");
        });
        exchange.onEnd(end -> heard.add("last"));

        Thread thread = new Thread(() -> exchange.end(End.COMPLETED));
        thread.setUncaughtExceptionHandler((failed, e) -> reported.add(e));
        thread.start();
        thread.join();

        assertThat(heard).containsExactly("first", "last");
        assertThat(reported).hasSize(1);
    }

    @Test
    void tellsEachListenerOnceHoweverManyThreadsEndIt() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Exchange raced = Exchange.begin(now::get);
            AtomicInteger heard = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    await(go);
                    raced.onEnd(end -> heard.incrementAndGet());
                    raced.end(End.COMPLETED);
                }));
            }
            threads.forEach(Thread::start);
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(heard).hasValue(4);
        }
    }

    @Test
    void keepsWhatEachThreadPutsWhileOthersReadAndPut() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Exchange shared = Exchange.begin(now::get);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger lost = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    await(go);
                    lost.addAndGet(lostOf(shared));
                }));
            }
            threads.forEach(Thread::start);
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(lost).hasValue(0);
        }
    }

    /** Puts values under keys of its own, each twice, and looks whether they are there. */
    private static int lostOf(Exchange shared) {
        List<Key<Integer>> keys = new ArrayList<>();
        int lost = 0;
        for (int value = 0; value < 10; value++) {
            Key<Integer> key = Key.named("own");
            shared.put(key, -1);
            shared.put(key, value);
            keys.add(key);
            for (int i = 0; i <= value; i++) {
                lost += Integer.valueOf(i).equals(shared.get(keys.get(i))) ? 0 : 1;
            }
        }
        return lost;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void knowsWhenItBegan() {
        now.set(99);

        assertThat(exchange.beganAt()).isEqualTo(5);
        assertThat(exchange.ticker().nanos()).isEqualTo(99);
        assertThat(exchange.route()).isNull();
        exchange.matched("orders");
        assertThat(exchange.route()).isEqualTo("orders");
    }
}
