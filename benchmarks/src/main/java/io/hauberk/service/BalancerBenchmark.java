package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.discovery.Endpoint;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The choice of an endpoint by each balancer, with the bookkeeping of an attempt that is answered at once: nobody is out,
 * all weights are equal. What {@link Choice} is made of is not counted: an attempt has one in any case.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BalancerBenchmark {
    private static final int REQUESTS = 1 << 12;

    @Param({"3", "100", "10000"})
    public int endpoints;

    @Param({"random", "roundRobin", "leastRequest", "peakEwma", "ringHash", "maglev"})
    public String balancer = "";

    private final Ticker ticker = Ticker.system();
    private final Keyed[] requests = new Keyed[REQUESTS];
    private Picker picker = Balancer.random().picker(() -> 0);
    private Members members = Members.NONE;
    private int next;

    @Setup
    public void setUp() {
        List<Member> all = IntStream.range(0, endpoints)
                .mapToObj(i -> new Member(Endpoint.of("http", "10.0." + i / 250 + '.' + i % 250, 8080)))
                .toList();
        picker = named(balancer).picker(() -> ThreadLocalRandom.current().nextLong());
        members = picker.prepared(all);
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = new Keyed(Request.of(
                    Exchange.begin(ticker),
                    "GET",
                    "http",
                    "orders",
                    "/",
                    null,
                    Headers.of("x-user", "user-" + i),
                    Body.empty()));
        }
    }

    private static Balancer named(String name) {
        HashKey key = HashKey.header("x-user");
        return switch (name) {
            case "random" -> Balancer.random();
            case "roundRobin" -> Balancer.roundRobin();
            case "leastRequest" -> Balancer.leastRequest();
            case "peakEwma" -> Balancer.peakEwma();
            case "ringHash" -> Balancer.ringHash(key);
            default -> Balancer.maglev(key);
        };
    }

    @Benchmark
    public Member pick() {
        next = next + 1 & REQUESTS - 1;
        Keyed who = requests[next];
        who.now += 1000;
        Member member = members.get(picker.pick(members, who));
        member.enter();
        picker.began(members, member, who.now);
        LongAdder busy = picker.busy(members, member);
        if (busy != null) {
            busy.increment();
        }
        picker.measured(member, 1_000_000, false, 0, who.now + 100);
        member.leave();
        if (busy != null) {
            busy.decrement();
        }
        return member;
    }

    /** Anybody, for this request. */
    private static final class Keyed implements Picker.Who {
        private final Request request;
        private long now = 1;

        Keyed(Request request) {
            this.request = request;
        }

        @Override
        public boolean mayTake(Member member) {
            return true;
        }

        @Override
        public Request request() {
            return request;
        }

        @Override
        public long now() {
            return now;
        }
    }
}
