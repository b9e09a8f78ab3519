package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.discovery.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SubsettingTest {
    private static List<Member> members(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Member(Endpoint.of("http", "10.0.0.1", i)))
                .toList();
    }

    private static List<Member> named(String id, int size, List<Member> all) {
        return new Slice(Subsetting.of(size).id(id), 0).of(all);
    }

    private static List<Member> numbered(int number, int size, List<Member> all) {
        return new Slice(Subsetting.of(size).number(number), 0).of(all);
    }

    @Property(tries = 100)
    void aClientUsesAsManyAsItWasTold(
            @ForAll @IntRange(min = 1, max = 200) int all,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = 0, max = 500) int number) {
        List<Member> members = members(all);
        assertThat(named("c" + number, size, members))
                .hasSize(Math.min(all, size))
                .doesNotHaveDuplicates();
        assertThat(numbered(number, size, members)).hasSize(Math.min(all, size)).doesNotHaveDuplicates();
    }

    @Property(tries = 50)
    void theClientsOfARoundUseNoEndpointTwice(
            @ForAll @IntRange(min = 20, max = 200) int all, @ForAll @IntRange(min = 1, max = 20) int size) {
        List<Member> members = members(all);
        int clients = all / size;
        List<Member> used = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            used.addAll(numbered(client, size, members));
        }
        assertThat(used).doesNotHaveDuplicates().hasSize(clients * size);
    }

    @Test
    void manyClientsUseAllEndpointsAboutEquallyOften() {
        List<Member> members = members(100);
        Map<Member, Integer> byName = new HashMap<>();
        Map<Member, Integer> byNumber = new HashMap<>();
        for (int client = 0; client < 500; client++) {
            named("client-" + client, 20, members).forEach(member -> byName.merge(member, 1, Integer::sum));
            numbered(client, 20, members).forEach(member -> byNumber.merge(member, 1, Integer::sum));
        }
        assertThat(byNumber.values()).containsOnly(100);
        // 500 draws of one in five: a deviation of 9.
        assertThat(byName.values()).allSatisfy(times -> assertThat(times).isBetween(60, 140));
    }

    @Test
    void oneEndpointLessChangesOneOfAClientsAtMost() {
        List<Member> members = members(101);
        List<Member> less = members.subList(0, 100);
        for (int client = 0; client < 50; client++) {
            List<Member> before = named("client-" + client, 20, members);
            List<Member> after = named("client-" + client, 20, less);
            assertThat(after).filteredOn(member -> !before.contains(member)).hasSizeLessThanOrEqualTo(1);
            List<Member> first = numbered(client, 20, members);
            List<Member> second = numbered(client, 20, less);
            assertThat(second).filteredOn(member -> !first.contains(member)).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** What docs/balancing.md says of movement and evenness. */
    @Test
    void namesMoveLessAndNumbersAreMoreEven() {
        List<Member> members = members(130);
        double named = 0;
        double numbered = 0;
        double busiestNamed = 0;
        double busiestNumbered = 0;
        for (int all = 90; all < 130; all++) {
            List<Member> now = members.subList(0, all);
            List<Member> more = members.subList(0, all + 1);
            named += moved(client -> named("client-" + client, 20, now), client -> named("client-" + client, 20, more));
            numbered += moved(client -> numbered(client, 20, now), client -> numbered(client, 20, more));
            busiestNamed += busiest(client -> named("client-" + client, 20, now)) * all / 1000;
            busiestNumbered += busiest(client -> numbered(client, 20, now)) * all / 1000;
        }
        assertThat(named / 40).isBetween(0.005, 0.02);
        assertThat(numbered / 40).isBetween(0.04, 0.09);
        assertThat(busiestNamed / 40).isBetween(1.5, 2.0);
        assertThat(busiestNumbered / 40).isBetween(1.0, 1.2);
    }

    @Test
    void atAMultipleOfTheSizeTheFirstRoundStays() {
        List<Member> members = members(120);
        List<Member> less = members.subList(0, 119);
        for (int client = 0; client < 5; client++) {
            List<Member> before = numbered(client, 20, members);
            assertThat(numbered(client, 20, less))
                    .filteredOn(member -> !before.contains(member))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    /** The share of the connections of 50 clients that go elsewhere. */
    private static double moved(IntFunction<List<Member>> before, IntFunction<List<Member>> after) {
        int moved = 0;
        for (int client = 0; client < 50; client++) {
            Set<Member> had = new HashSet<>(before.apply(client));
            moved += (int) after.apply(client).stream()
                    .filter(member -> !had.contains(member))
                    .count();
        }
        return moved / 1000.0;
    }

    /** How many of 50 clients the busiest endpoint has. */
    private static double busiest(IntFunction<List<Member>> clients) {
        Map<Member, Integer> times = new HashMap<>();
        for (int client = 0; client < 50; client++) {
            clients.apply(client).forEach(member -> times.merge(member, 1, Integer::sum));
        }
        return times.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    @Test
    void whoIsOutIsMadeUpFor() {
        List<Member> members = members(100);
        List<Member> before = named("me", 10, members);
        before.get(3).become(Member.State.EJECTED, 0, 1);
        List<Member> after = named("me", 10, members);
        assertThat(after).hasSize(11).containsAll(before);
    }

    @Test
    void aChangeOfTheServiceLeavesAClientWithoutANameItsEndpoints() throws IOException {
        Bench bench = new Bench();
        Service many = Bench.orders(60).subsetting(Subsetting.of(5));
        bench.gets(bench.only(many), 200);
        Set<Integer> ours = new HashSet<>(bench.transport.ports());
        assertThat(ours).hasSize(5);
        bench.gets(bench.only(many.timeout(Duration.ofSeconds(3))), 200);
        assertThat(bench.transport.ports())
                .hasSize(400)
                .allSatisfy(port -> assertThat(ours).contains(port));
    }

    @Test
    void keysNeedClientsThatKnowTheSameEndpoints() {
        Service part = Service.named("orders").endpoints("http://a:1").subsetting(Subsetting.of(5));
        assertThat(part.faults()).isEmpty();
        assertThat(part.balance(Balancer.ringHash(HashKey.address())).faults().toString())
                .contains("each client knows other endpoints");
        assertThat(part.balance(Balancer.random().sticky(StickyCookie.named("s")))
                        .faults())
                .hasSize(1);
    }
}
