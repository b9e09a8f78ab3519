package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.hauberk.discovery.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final List<Balancer> ALL =
            List.of(Balancer.leastRequest(), Balancer.roundRobin(), Balancer.random());

    private static Members members(int... weights) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            members.add(new Member(Endpoint.of("http", "h", i + 1).weighing(weights[i])));
        }
        return new Members(members);
    }

    private static int[] equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static Picker picker(Balancer balancer, long seed) {
        return balancer.picker(new SplittableRandom(seed)::nextLong);
    }

    /** How often each was picked, nobody being busy. */
    private static int[] picks(Picker picker, Members members, Picker.Who who, int times) {
        int[] counts = new int[members.size()];
        for (int i = 0; i < times; i++) {
            counts[picker.pick(members, who)]++;
        }
        return counts;
    }

    /** How often each was picked with so many requests always under way, the oldest ending first. */
    private static int[] picksUnderLoad(Picker picker, Members members, int underWay, int times) {
        int[] counts = new int[members.size()];
        Deque<Member> busy = new ArrayDeque<>();
        for (int i = 0; i < times; i++) {
            int index = picker.pick(members, Picker.Who.ALL);
            counts[index]++;
            members.get(index).enter();
            busy.add(members.get(index));
            if (busy.size() > underWay) {
                busy.remove().leave();
            }
        }
        return counts;
    }

    @Property(tries = 60)
    void everybodyGetsAShareByWeightWhileNobodyIsBusy(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 20) Integer> weights, @ForAll long seed) {
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        double total = Arrays.stream(array).sum();
        int times = 20_000;
        for (Balancer balancer : ALL) {
            int[] counts = picks(picker(balancer, seed), members(array), Picker.Who.ALL, times);
            for (int i = 0; i < array.length; i++) {
                assertThat(counts[i] / (double) times)
                        .as("%s, %s", balancer, weights)
                        .isCloseTo(array[i] / total, offset(0.025));
            }
        }
    }

    @Property(tries = 60)
    void inTurnIsWithinAFewPicksOfTheShareAtAnyTime(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 100) Integer> weights,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5000) int times) {
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        double total = Arrays.stream(array).sum();
        int[] counts = picks(picker(Balancer.roundRobin(), seed), members(array), Picker.Who.ALL, times);
        for (int i = 0; i < array.length; i++) {
            assertThat((double) counts[i]).isCloseTo(times * array[i] / total, within(5.0));
        }
    }

    @Property(tries = 100)
    void whoMayNotBeDrawnIsNotAndTheOthersShareWhatHeLeaves(
            @ForAll @IntRange(min = 2, max = 20) int size, @ForAll long seed) {
        Members members = members(equal(size));
        Member out = members.get(Math.floorMod(seed, size));
        for (Balancer balancer : ALL) {
            int times = 4000 * (size - 1);
            int[] counts = picks(picker(balancer, seed), members, m -> m != out, times);
            for (int i = 0; i < size; i++) {
                if (members.get(i) == out) {
                    assertThat(counts[i]).isZero();
                } else {
                    assertThat(counts[i]).as("%s", balancer).isBetween(3500, 4500);
                }
            }
        }
    }

    @Property(tries = 100)
    void theLastOneWhoMayBeDrawnIsFoundAmongAnyNumber(
            @ForAll @IntRange(min = 1, max = 500) int size,
            @ForAll @IntRange(min = 1, max = 3) int weights,
            @ForAll long seed) {
        int[] array = IntStream.range(0, size).map(i -> 1 + i % weights).toArray();
        Members members = members(array);
        Member last = members.get(Math.floorMod(seed, size));
        for (Balancer balancer : ALL) {
            assertThat(members.get(picker(balancer, seed).pick(members, m -> m == last)))
                    .isSameAs(last);
            assertThat(picker(balancer, seed).pick(members, m -> false)).isEqualTo(-1);
        }
    }

    /** Pearson's test with a fixed seed: 99.9 % of fair draws among ten stay below 27.88. */
    @Test
    void whatIsLeftToChanceIsFair() {
        for (Balancer balancer : List.of(Balancer.random(), Balancer.leastRequest(), Balancer.peakEwma())) {
            Picker picker = picker(balancer, 4711);
            Members members = members(equal(10));
            members.forEach(member -> {
                picker.began(members, member, 0);
                picker.measured(member, 1_000_000, false, 0, 1_000_000);
            });
            int[] counts = picks(picker, members, Picker.Who.ALL, 100_000);
            double chiSquare = Arrays.stream(counts)
                    .mapToDouble(count -> (count - 10_000.0) * (count - 10_000.0) / 10_000)
                    .sum();
            assertThat(chiSquare)
                    .as("%s: %s", balancer, Arrays.toString(counts))
                    .isLessThan(27.88);
        }
    }

    @Test
    void inTurnGoesRoundEvenly() {
        int[] counts = picks(picker(Balancer.roundRobin(), 7), members(equal(7)), Picker.Who.ALL, 700);
        assertThat(counts).containsOnly(100);
    }

    @Test
    void clientsThatStartTogetherDoNotAllBeginWithTheSame() {
        Members members = members(equal(10));
        Set<Integer> firsts = IntStream.range(0, 50)
                .map(seed -> picker(Balancer.roundRobin(), seed).pick(members, Picker.Who.ALL))
                .boxed()
                .collect(java.util.stream.Collectors.toSet());
        assertThat(firsts).hasSizeGreaterThan(5);
    }

    @Test
    void inTurnSurvivesTheOverflowOfItsCounter() {
        // The first turn is the seed's; this one starts just below the overflow.
        Picker picker = Balancer.roundRobin().picker(() -> -3L);
        int[] counts = picks(picker, members(equal(4)), Picker.Who.ALL, 400);
        assertThat(Arrays.stream(counts).max().getAsInt()).isLessThanOrEqualTo(101);
    }

    @Test
    void theLessBusyIsPreferred() {
        Members members = members(equal(2));
        members.get(0).enter();
        int[] counts = picks(picker(Balancer.leastRequest(), 1), members, Picker.Who.ALL, 100);
        assertThat(counts).containsExactly(0, 100);
    }

    @Test
    void aStuckEndpointOfManyGetsNothingWhileOthersAreIdle() {
        Members members = members(equal(10));
        IntStream.range(0, 50).forEach(i -> members.get(3).enter());
        int[] counts = picks(picker(Balancer.leastRequest(), 1), members, Picker.Who.ALL, 10_000);
        assertThat(counts[3]).isZero();
    }

    @Test
    void withWeightsTheLessBusyIsPreferredToo() {
        Members members = members(1, 2, 3);
        IntStream.range(0, 99).forEach(i -> members.get(2).enter());
        int[] counts = picks(picker(Balancer.leastRequest(), 1), members, Picker.Who.ALL, 100_000);
        // In proportion to 1/1, 2/1 and 3/100.
        assertThat(counts[0]).isCloseTo(33_000, within(1500));
        assertThat(counts[1]).isCloseTo(66_000, within(1500));
        assertThat(counts[2]).isCloseTo(990, within(300));
    }

    @Test
    void amongManyWithWeightsTheBusyOnesGetFarLess() {
        int[] weights = IntStream.range(0, 200).map(i -> 1 + i % 4).toArray();
        Members members = members(weights);
        for (int i = 0; i < 200; i += 2) {
            Member busy = members.get(i);
            IntStream.range(0, 50).forEach(n -> busy.enter());
        }
        int[] counts = picks(picker(Balancer.leastRequest(), 1), members, Picker.Who.ALL, 20_000);
        int toBusy = IntStream.range(0, 100).map(i -> counts[2 * i]).sum();
        assertThat(toBusy).isLessThan(1500);
        assertThat(counts[3]).as("weight 4 beside weight 2").isGreaterThan((int) (counts[1] * 1.3));
    }

    @Test
    void underLoadEqualEndpointsStayEquallyBusy() {
        int[] counts = picksUnderLoad(picker(Balancer.leastRequest(), 3), members(equal(5)), 50, 50_000);
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(10_000, within(400)));
    }

    @Test
    void anEndpointOfWeightZeroTakesNothing() {
        Members members = members(0, 1, 0, 3);
        assertThat(members.size()).isEqualTo(2);
        assertThat(members.get(0).endpoint().port()).isEqualTo(2);
    }

    @Test
    void hugeWeightsOfManyEndpointsKeepTheirProportion() {
        int[] weights =
                IntStream.range(0, 5000).map(i -> i == 0 ? 1 : 1_000_000).toArray();
        Members members = members(weights);
        assertThat(members.at(0)).isZero();
        assertThat(members.at(Math.nextDown(1.0))).isEqualTo(4999);
        assertThat(members.at(0.5)).isCloseTo(2500, within(3));
    }

    @Test
    void boundedChanceCoversItsRangeAndNoMore() {
        for (long bits : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Chance chance = new Chance(() -> bits);
            assertThat(chance.below(3)).isBetween(0, 2);
            assertThat(chance.fraction()).isGreaterThanOrEqualTo(0).isLessThan(1);
        }
    }
}
