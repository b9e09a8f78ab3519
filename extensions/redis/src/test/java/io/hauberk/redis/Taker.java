package io.hauberk.redis;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that takes permits by several threads, and tells what it got. */
final class Taker {
    static final int PROCESSES = 3;
    static final int LEASE = 10;
    static final long LIMIT = 1_000;
    static final Allowance SLIDING = Allowance.sliding(100, Duration.ofMillis(250));

    private static final int THREADS = 4;
    private static final int TIMES = 125;
    private static final Duration DAY = Duration.ofDays(1);
    /** Not today: that would end for some of them and not for others. */
    private static final Instant OPENED = Instant.parse("2020-01-01T00:00:00Z");

    private static final Duration MUCH = Duration.ofSeconds(30);
    private static final int ENOUGH = 25;
    private static final Duration PACED = Duration.ofMillis(1_200);

    private final Redis redis;
    private final Store store;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Taker(Redis redis) {
        this.redis = redis;
        this.store = Store.named("shared", redis).budget(Duration.ofSeconds(10));
        store.bindTo(meters);
    }

    /** One counter of each kind, so that all of them must be right. */
    static List<Draw> draws() {
        return List.of(
                Draw.of("fixed", Allowance.fixed(LIMIT, DAY), 1),
                Draw.of("sliding", Allowance.sliding(LIMIT + 500, DAY), 1),
                Draw.of("gcra", Allowance.gcra(LIMIT, Duration.ofDays(300)).burst(LIMIT + 500), 1),
                Draw.of("window", Allowance.window(LIMIT, OPENED, OPENED.plus(Duration.ofDays(36_500))), 1));
    }

    public static void main(String[] arguments) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Redis redis = Redis.at(arguments[0])) {
            Taker taker = new Taker(redis);
            Eventually.get(() -> redis.peek(draws(), RedisTest.BUDGET));
            System.out.print('r');
            System.out.flush();
            System.in.read();
            System.out.println(sum(threads, taker::exact));
            System.out.println(sum(threads, taker::leased));
            System.out.println(taker.operations());
            for (Future<List<Passed>> part :
                    threads.invokeAll(Collections.nCopies(THREADS, (Callable<List<Passed>>) taker::paced))) {
                part.get().forEach(passed -> System.out.println(passed.before + " " + passed.after));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long sum(ExecutorService threads, Callable<Long> work) throws Exception {
        long sum = 0;
        for (Future<Long> part : threads.invokeAll(Collections.nCopies(THREADS, work))) {
            sum += part.get();
        }
        return sum;
    }

    private long exact() throws IOException {
        long taken = 0;
        for (int i = 0; i < TIMES; i++) {
            taken += redis.take(draws(), RedisTest.BUDGET).stream().allMatch(Level::enough) ? 1 : 0;
        }
        return taken;
    }

    /** Until the first is refused, so that operations are those for permits that were there. */
    private long leased() {
        List<Draw> draw = List.of(Draw.of("leased", Allowance.fixed(LIMIT, DAY), 1));
        long taken = 0;
        while (store.take(draw, LEASE).passes()) {
            taken++;
        }
        return taken;
    }

    private long operations() {
        return meters.get("hauberk.store.operations")
                .tag("operation", "take")
                .timer()
                .count();
    }

    private List<Passed> paced() {
        List<Draw> draw = List.of(Draw.of("paced", SLIDING, 1));
        List<Passed> all = new ArrayList<>();
        Instant end = Instant.now().plus(PACED);
        // And longer where the machine stalls, until there is enough to look at.
        while (Instant.now().isBefore(end)
                || all.size() < ENOUGH && Instant.now().isBefore(end.plus(MUCH))) {
            long before = micros();
            if (store.take(draw, LEASE).passes()) {
                all.add(new Passed(before, micros()));
            }
        }
        return all;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Between these times, in microseconds of the machine's clock, something passed. */
    record Passed(long before, long after) {}

    /** What a program has told. */
    record Said(long exact, long leased, long asked, List<Passed> passed) {
        static Said read(String text) {
            List<String> lines = text.lines().toList();
            List<Passed> passed = lines.stream()
                    .skip(3)
                    .map(line -> line.split(" ", 2))
                    .map(pair -> new Passed(Long.parseLong(pair[0]), Long.parseLong(pair[1])))
                    .toList();
            return new Said(
                    Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1)), Long.parseLong(lines.get(2)), passed);
        }
    }
}
