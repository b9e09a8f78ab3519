package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashTest {
    private static final HashKey USER = HashKey.header("x-user");
    private static final int KEYS = 5000;

    private static List<Member> members(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Member(
                        Endpoint.of("http", "10.0.0." + i / 250, 1 + i).weighing(weights[i])))
                .toList();
    }

    private static int[] equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static Picker picker(ConsistentHash hash) {
        return hash.picker(new SplittableRandom(42)::nextLong);
    }

    private static ConsistentHash of(boolean ring) {
        return ring ? Balancer.ringHash(USER) : Balancer.maglev(USER);
    }

    private static Request request(String user) {
        Headers headers = user == null ? Headers.empty() : Headers.of("x-user", user);
        return Request.of(
                Exchange.begin(VirtualTime.moving()), "GET", "http", "orders", "/", null, headers, Body.empty());
    }

    /** Anybody, for this user. */
    private record For(Request request) implements Picker.Who {
        static For user(int number) {
            return new For(ConsistentHashTest.request("user-" + number));
        }

        @Override
        public boolean mayTake(Member member) {
            return true;
        }
    }

    /** To whom each key goes. */
    private static Member[] places(Picker picker, Members members) {
        Member[] places = new Member[KEYS];
        for (int key = 0; key < KEYS; key++) {
            places[key] = members.get(picker.pick(members, For.user(key)));
        }
        return places;
    }

    private static LongAdder underWay(Picker picker, Members members, Member member) {
        return Objects.requireNonNull(picker.busy(members, member));
    }

    private static double moved(Member[] before, Member[] after) {
        return IntStream.range(0, KEYS).filter(i -> before[i] != after[i]).count() / (double) KEYS;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyAlwaysGoesToTheSameEndpointInEachProcess(boolean ring) {
        List<Member> members = members(equal(10));
        Picker one = picker(of(ring).unbounded());
        Picker other = of(ring).unbounded().picker(new SplittableRandom(7)::nextLong);
        assertThat(places(one, one.prepared(members))).isEqualTo(places(other, other.prepared(members)));
    }

    @Property(tries = 30)
    void keysAreSharedOutByWeight(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 5) Integer> weights, @ForAll boolean ring) {
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        double total = Arrays.stream(array).sum();
        Picker picker = picker(of(ring).unbounded());
        Members members = picker.prepared(members(array));
        int[] counts = new int[array.length];
        for (int key = 0; key < KEYS; key++) {
            counts[picker.pick(members, For.user(key))]++;
        }
        for (int i = 0; i < array.length; i++) {
            double share = array[i] / total;
            // 160 points each spread a ring by about a twelfth (1/sqrt(160)); chance among 5,000 keys comes on top.
            double tolerance = (ring ? 0.4 : 0.15) * share + 0.02;
            assertThat(counts[i] / (double) KEYS).as("%s of %s", i, weights).isCloseTo(share, within(tolerance));
        }
    }

    @Property(tries = 20)
    void onARingOnlyTheKeysOfWhoWentMove(@ForAll @IntRange(min = 2, max = 40) int size, @ForAll @IntRange int which) {
        List<Member> members = members(equal(size));
        Member gone = members.get(Math.floorMod(which, size));
        List<Member> left = new ArrayList<>(members);
        left.remove(gone);
        Picker picker = picker(of(true).unbounded());
        Member[] before = places(picker, picker.prepared(members));
        Member[] after = places(picker, picker.prepared(left));
        for (int i = 0; i < KEYS; i++) {
            assertThat(after[i] == before[i] || before[i] == gone).isTrue();
        }
        assertThat(moved(before, after)).isCloseTo(1.0 / size, within(0.5 / size + 0.02));
    }

    @Property(tries = 20)
    void inATableAFewMoreKeysMoveThanHaveTo(
            @ForAll @IntRange(min = 3, max = 40) int size, @ForAll @IntRange int which) {
        List<Member> members = members(equal(size));
        List<Member> left = new ArrayList<>(members);
        left.remove(Math.floorMod(which, size));
        Picker picker = picker(of(false).unbounded());
        double moved = moved(places(picker, picker.prepared(members)), places(picker, picker.prepared(left)));
        assertThat(moved).isBetween(0.7 / size, 2.0 / size + 0.05);
    }

    /** The paper's way, round by round and in whole numbers. */
    @Property(tries = 50)
    void aTableIsFilledInTurnsByWeight(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 1000) Integer> weights) {
        int size = 211;
        int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
        Members members = new Members(members(array));
        Table table = Maglev.of(members, size);
        int[] places = new int[size];
        Arrays.fill(places, -1);
        long[] due = new long[array.length];
        int most = IntStream.range(0, array.length).map(members::weight).max().orElseThrow();
        for (int taken = 0; taken < size; ) {
            for (int i = 0; i < array.length && taken < size; i++) {
                due[i] += members.weight(i);
                if (due[i] >= most) {
                    due[i] -= most;
                    String name = members.get(i).endpoint().hashKey();
                    long at = Long.remainderUnsigned(XxHash.of(name, 0), size);
                    while (places[(int) at] >= 0) {
                        at = (at + 1 + Long.remainderUnsigned(XxHash.of(name, 1), size - 1)) % size;
                    }
                    places[(int) at] = i;
                    taken++;
                }
            }
        }
        for (int place = 0; place < size; place++) {
            assertThat(table.at(place)).isEqualTo(places[place]);
        }
    }

    /** With so many always under way and the oldest ending first, and everybody asking for the same few keys. */
    @Property(tries = 60)
    void nobodyEverHasMoreThanTheBound(
            @ForAll @IntRange(min = 2, max = 20) int size,
            @ForAll @IntRange(min = 1, max = 200) int underWay,
            @ForAll @IntRange(min = 1, max = 20) int keys,
            @ForAll @IntRange(min = 100, max = 300) int percent,
            @ForAll boolean ring) {
        double factor = percent / 100.0;
        Picker picker = picker(of(ring).boundedLoad(factor));
        Members members = picker.prepared(members(equal(size)));
        Deque<Member> busy = new ArrayDeque<>();
        for (int i = 0; i < 400; i++) {
            Member member = members.get(picker.pick(members, For.user(i % keys)));
            member.enter();
            underWay(picker, members, member).increment();
            busy.add(member);
            assertThat(member.active()).isLessThanOrEqualTo((int) Math.ceil(factor * busy.size() / size));
            if (busy.size() > underWay) {
                Member last = busy.remove();
                last.leave();
                underWay(picker, members, last).decrement();
            }
        }
    }

    @Test
    void withoutBoundOneKeyGoesToOneEndpointHoweverBusyItIs() {
        Picker picker = picker(of(true).unbounded());
        Members members = picker.prepared(members(equal(5)));
        int first = picker.pick(members, For.user(1));
        for (int i = 0; i < 100; i++) {
            members.get(first).enter();
            underWay(picker, members, members.get(first)).increment();
            assertThat(picker.pick(members, For.user(1))).isEqualTo(first);
        }
    }

    @Test
    void whatWhoIsOutLeavesIsSpreadOverAllOthers() {
        Picker picker = picker(of(true).unbounded());
        Members members = picker.prepared(members(equal(10)));
        Member[] before = places(picker, members);
        Member out = members.get(3);
        int[] inherits = new int[10];
        for (int key = 0; key < KEYS; key++) {
            Request request = request("user-" + key);
            int index = picker.pick(members, new Picker.Who() {
                @Override
                public boolean mayTake(Member member) {
                    return member != out;
                }

                @Override
                public Request request() {
                    return request;
                }
            });
            if (before[key] == out) {
                inherits[index]++;
            } else {
                assertThat(members.get(index)).isSameAs(before[key]);
            }
        }
        double all = Arrays.stream(inherits).sum();
        for (int i = 0; i < 10; i++) {
            assertThat(inherits[i] / all).isLessThan(0.25);
        }
    }

    @Test
    void requestsWithoutTheKeyGoAnywhere() {
        Picker picker = picker(of(true));
        Members members = picker.prepared(members(equal(4)));
        int[] counts = new int[4];
        For nobody = new For(request(null));
        for (int i = 0; i < 4000; i++) {
            counts[picker.pick(members, nobody)]++;
        }
        assertThat(counts)
                .satisfies(all -> Arrays.stream(all).forEach(n -> assertThat(n).isBetween(850, 1150)));
    }

    @Test
    void aRingIsBoundedAndStillHasEverybody() {
        Members members = new Members(members(equal(10_000)));
        Ring ring = Ring.of(members);
        assertThat(ring.points()).isLessThanOrEqualTo((1 << 20) + 10_000);
        int[] weights = equal(50);
        weights[0] = 1_000_000;
        Members uneven = new Members(members(weights));
        Ring skewed = Ring.of(uneven);
        assertThat(skewed.points()).isBetween(50, 50 * 160 + 50);
        assertThat(IntStream.range(0, 2_000_000)
                        .map(i -> skewed.at(XxHash.mix(i)))
                        .distinct()
                        .count())
                .isGreaterThan(40);
    }

    @Test
    void partsOfAKeyCountTogetherAndAFallbackOnlyWhereTheyAreMissing() {
        HashKey fallback = HashKey.header("a").or(HashKey.header("b"));
        HashKey both = HashKey.header("a").and(HashKey.header("b"));
        assertThat(fallback.of(with("a", "1", "b", "2"))).isEqualTo(fallback.of(with("a", "1", "b", "3")));
        assertThat(fallback.of(with("b", "2")))
                .isEqualTo(both.of(with("b", "2")))
                .isNotZero();
        assertThat(both.of(with("a", "1", "b", "2"))).isNotEqualTo(both.of(with("a", "1", "b", "3")));
        assertThat(both.of(with("a", "1", "b", "2"))).isNotEqualTo(both.of(with("a", "2", "b", "1")));
        assertThat(both.of(with("c", "1"))).isZero();
        assertThat(HashKey.cookie("u").of(with("Cookie", "xu=1; u=7"))).isEqualTo(XxHash.of("7", 0));
        assertThat(HashKey.query("u").of(with().withQuery("v=1&u=a%20b"))).isEqualTo(XxHash.of("a%20b", 0));
    }

    private static Request with(String... headers) {
        return request(null).withHeaders(Headers.of(headers));
    }

    /** Reference values of the algorithm's own implementation. */
    @ParameterizedTest
    @CsvSource({
        "'', 0, ef46db3751d8e999",
        "a, 0, d24ec4f1a98c6e5b",
        "abc, 0, 44bc2cf5ad770999",
        "asdf, 0, 415872f599cea71e",
        "'Call me Ishmael. Some years ago--never mind how long precisely-', 0, 02a2e85470d6fd96"
    })
    void theHashIsXxh64(String text, long seed, String hash) {
        assertThat(XxHash.of(text, seed)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    @Test
    void whatMeansNothingBesideAKeyIsSaidAtTheStart() {
        Service plain = Bench.orders(3).zone(ZoneAware.in("a")).slowStart(SlowStart.of(Duration.ofSeconds(30)));
        assertThat(plain.warnings()).isEmpty();
        Balancer byKey = Balancer.ringHash(USER);
        for (Balancer balancer : List.of(byKey, byKey.sticky(StickyCookie.named("shop")))) {
            assertThat(plain.balance(balancer).warnings())
                    .singleElement()
                    .asString()
                    .contains("zone and slowStart mean nothing to it");
        }
        assertThat(Bench.orders(3).balance(byKey).warnings()).isEmpty();
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> of(true).boundedLoad(0.9)).hasMessageContaining("0.9");
        assertThatThrownBy(() -> of(false).tableSize(1000)).hasMessageContaining("prime");
        assertThatThrownBy(() -> of(true).tableSize(1009)).hasMessageContaining("no table size");
    }
}
