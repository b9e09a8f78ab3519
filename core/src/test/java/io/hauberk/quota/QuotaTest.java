package io.hauberk.quota;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.CounterStore;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.key.By;
import io.hauberk.ratelimit.Cost;
import io.hauberk.store.MemoryStore;
import io.hauberk.store.Store;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final VirtualTime time = VirtualTime.moving();
    private Duration step = Duration.ZERO;

    private Quota timed(Quota quota) {
        return quota.timing(time, () -> time.instant().plus(step)).by(By.principal());
    }

    private Request request(String principal, String route) {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(Caller.unknown().withPrincipal(principal, "test"));
        exchange.matched(route);
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
    }

    private Handled send(Filter filter, String principal, String... answer) throws IOException {
        return FilterTest.of(filter)
                .before(request -> Response.of(200, Headers.of(answer), Body.empty()))
                .handle(request(principal, "r"));
    }

    private int passing(Filter filter, String principal, int requests) throws IOException {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += send(filter, principal).status() == 200 ? 1 : 0;
        }
        return passed;
    }

    @Test
    void aCalendarWindowIsSpentUntilTheNextOneBegins() throws IOException {
        Quota quota = timed(Quota.of(3, Window.day().in(ZoneId.of("Europe/Berlin"))));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        assertThat(passing(quota, "bob", 5)).isEqualTo(3);
        // It is one in the afternoon in Berlin.
        time.advance(ofHours(11).minusNanos(1));
        assertThat(passing(quota, "ada", 5)).isZero();
        time.advance(Duration.ofNanos(1));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
    }

    @Test
    void eachAnswerTellsWhatIsLeftAndARefusalWhenToComeBack() throws IOException {
        Quota quota = timed(Quota.of(2, Window.hour()));
        time.advance(ofMinutes(20));
        Handled first = send(quota, "ada");
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"2-per-hour\";q=2;w=3600");
        assertThat(first.header("RateLimit")).isEqualTo("\"2-per-hour\";r=1;t=2400");
        send(quota, "ada");
        Handled refused = send(quota, "ada");
        Rejection rejection = refused.rejection();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(rejection.reason()).isEqualTo("quota-exceeded");
        assertThat(rejection.type()).isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(rejection.members()).containsEntry("violated-policies", List.of("2-per-hour"));
        assertThat(refused.header("Retry-After")).isEqualTo("2400");
        assertThat(refused.header("RateLimit")).isEqualTo("\"2-per-hour\";r=0;t=2400");
        assertThat(refused.exchange().decisions())
                .containsExactly(
                        new Decision("quota", Outcome.APPLIED, "2-per-hour", "by principal"),
                        new Decision("quota", Outcome.REFUSED, "2-per-hour", "quota-exceeded"));
        assertThat(timed(Quota.of(2, Window.month()))
                        .handle(request("ada", "r"), r -> Response.ok("ok"))
                        .headers()
                        .first("RateLimit-Policy"))
                .as("months differ")
                .isEqualTo("\"2-per-month\";q=2");
    }

    @Test
    void aFlexibleWindowOpensWithTheFirstUse() throws IOException {
        Quota quota = timed(Quota.of(2, Window.flexible(ofDays(30))));
        time.advance(ofDays(3));
        assertThat(passing(quota, "ada", 3)).isEqualTo(2);
        time.advance(ofDays(1));
        assertThat(passing(quota, "bob", 3)).isEqualTo(2);
        time.advance(ofDays(29));
        assertThat(passing(quota, "bob", 3)).isZero();
        assertThat(passing(quota, "ada", 3)).isEqualTo(2);
    }

    /** Beside a list of all that passed. */
    @Property(tries = 60)
    void aRollingWindowNeverLetsMorePassAndForgetsAfterAPeriodAndATwentyFourth(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(6);
        long period = ofHours(24).toMillis();
        QuotaTest test = new QuotaTest();
        Quota quota = test.timed(Quota.of(limit, Window.rolling(Duration.ofMillis(period))));
        Deque<Long> passed = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 150; i++) {
            long wait = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * period / limit);
            test.time.advance(Duration.ofMillis(wait));
            now += wait;
            long at = now;
            boolean ok = test.send(quota, "ada").status() == 200;
            long inPeriod = passed.stream().filter(then -> at - then < period).count();
            long longer = passed.stream()
                    .filter(then -> at - then < period + period / 24 + 1)
                    .count();
            assertThat(ok && inPeriod >= limit).as("more than the limit").isFalse();
            assertThat(!ok && longer < limit).as("refused too long").isFalse();
            if (ok) {
                passed.add(now);
            }
        }
    }

    @Test
    void ofSeveralQuotasAllMustAllowAndARefusalTakesNothing() throws IOException {
        Quota quota = timed(Quota.all(Quota.of(2, Window.minute()), Quota.of(3, Window.day())));
        assertThat(passing(quota, "ada", 9)).isEqualTo(2);
        time.advance(ofMinutes(1));
        assertThat(passing(quota, "ada", 9)).isOne();
        Handled refused = send(quota, "ada");
        assertThat(refused.rejection().rule()).isEqualTo("3-per-day");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"2-per-minute\";q=2;w=60, \"3-per-day\";q=3");
        assertThat(quota.view(Caller.unknown().withPrincipal("ada", "test")))
                .extracting(QuotaView::used)
                .containsExactly(1L, 3L);
    }

    @Test
    void aRefusalTellsOfTheQuotaThatRefuses() throws IOException {
        Quota quota = timed(Quota.all(
                Quota.of(10, Window.hour()).cost(6).named("dear"),
                Quota.of(3, Window.year()).named("rare")));
        assertThat(send(quota, "ada").header("RateLimit")).startsWith("\"rare\";r=2;");
        Handled refused = send(quota, "ada");
        assertThat(refused.rejection().members()).containsEntry("violated-policies", List.of("dear"));
        assertThat(refused.header("RateLimit")).isEqualTo("\"dear\";r=4;t=3600");
        assertThat(refused.header("Retry-After")).isEqualTo("3600");
    }

    @Test
    void callersWithoutEndNeitherPushSomebodyOutNorGetMoreThemselves() throws IOException {
        Quota quota = timed(Quota.all(
                        Quota.of(3, Window.day()).named("day"),
                        Quota.of(5, Window.rolling(ofHours(48))).named("rolling")))
                .maxKeys(200);
        assertThat(passing(quota, "ada", 9)).isEqualTo(3);
        for (int i = 0; i < 5_000; i++) {
            passing(quota, "stranger " + i, 1);
        }
        assertThat(passing(quota, "ada", 1)).isZero();
        for (int i = 0; i < 500; i++) {
            assertThat(passing(quota, "stranger " + i, 5)).isLessThan(3);
        }
        // Once nothing counts any more, there is room for everybody.
        time.advance(ofHours(96));
        assertThat(passing(quota, "ada", 9)).isEqualTo(3);
        assertThat(passing(quota, "stranger 4999", 9)).isEqualTo(3);
    }

    @Test
    void aSoftQuotaPassesAndWarns() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Quota quota = timed(Quota.of(4, Window.day()).soft().warnAt(75).named("fair"));
        quota.bindTo(registry);
        assertThat(send(quota, "ada").header("X-Quota-Warning")).isNull();
        send(quota, "ada");
        assertThat(send(quota, "ada").header("X-Quota-Warning")).isEqualTo("\"fair\";used=3;limit=4");
        send(quota, "ada");
        Handled over = send(quota, "ada");
        assertThat(over.status()).isEqualTo(200);
        assertThat(over.header("X-Quota-Warning")).isEqualTo("\"fair\";used=5;limit=4");
        assertThat(over.header("RateLimit")).startsWith("\"fair\";r=0;t=");
        assertThat(over.exchange().decisions()).last().hasToString("quota applied by fair: over the quota: 5 of 4");
        assertThat(registry.get("hauberk.quota.warnings")
                        .tag("level", "near")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("hauberk.quota.warnings")
                        .tag("level", "over")
                        .counter()
                        .count())
                .isOne();
    }

    @Test
    void aHardQuotaWarnsBeforeItRefuses() throws IOException {
        Quota quota = timed(Quota.of(10, Window.day()).warnAt(90));
        List<String> warnings = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            warnings.add(send(quota, "ada").header("X-Quota-Warning"));
        }
        assertThat(warnings.subList(0, 8)).containsOnlyNulls();
        assertThat(warnings.subList(8, 10))
                .containsExactly("\"10-per-day\";used=9;limit=10", "\"10-per-day\";used=10;limit=10");
        assertThat(send(quota, "ada").status()).isEqualTo(429);
    }

    @Test
    void aSoftQuotaBesideAHardOneCountsOnlyWhatPasses() throws IOException {
        Quota quota = timed(
                Quota.all(Quota.of(2, Window.day()), Quota.of(1, Window.month()).soft()));
        assertThat(passing(quota, "ada", 5)).isEqualTo(2);
        assertThat(quota.view(request("ada", "r"))).extracting(QuotaView::used).containsExactly(2L, 2L);
    }

    @Test
    void theAnswerMayTellWhatItCost() throws IOException {
        Quota quota = timed(Quota.of(100, Window.day()).cost(Cost.response("x-cost")));
        assertThat(send(quota, "ada", "x-cost", "40").header("RateLimit")).startsWith("\"100-per-day\";r=60;");
        assertThat(send(quota, "ada", "x-cost", "0").header("RateLimit")).startsWith("\"100-per-day\";r=60;");
        assertThat(send(quota, "ada").header("RateLimit")).startsWith("\"100-per-day\";r=59;");
        assertThat(send(quota, "ada", "x-cost", "-5").header("RateLimit")).startsWith("\"100-per-day\";r=58;");
        assertThat(send(quota, "ada", "x-cost", "70").header("RateLimit")).startsWith("\"100-per-day\";r=0;");
        assertThat(send(quota, "ada").status()).isEqualTo(429);
        assertThat(quota.view(request("ada", "r"))).extracting(QuotaView::used).containsExactly(112L);
    }

    @Test
    void anApplicationThatWritesItsAnswerItselfTellsItsCostToo() throws IOException {
        Quota quota = timed(Quota.of(100, Window.day()).cost(Cost.response("x-cost")));
        Handled handled = FilterTest.of(quota)
                .beforeApplication(new Head(200, Headers.of("x-cost", "30")))
                .handle(request("ada", "r"));
        assertThat(handled.response().headers().first("RateLimit")).startsWith("\"100-per-day\";r=70;");
    }

    @Test
    void aProductIsWhatSeveralRoutesAre() throws IOException {
        Quota quota = timed(Quota.of(2, Window.day()).routes("a", "b"));
        for (String route : new String[] {"c", "a", "c", "b", "c"}) {
            assertThat(FilterTest.of(quota).handle(request("ada", route)).status())
                    .isEqualTo(200);
        }
        assertThat(FilterTest.of(quota).handle(request("ada", "a")).status()).isEqualTo(429);
        Handled other = FilterTest.of(quota).handle(request("ada", "c"));
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("RateLimit")).isNull();
    }

    @Test
    void eachTierCountsByItsOwnKey() throws IOException {
        Quota quota = Quota.all(
                        Quota.of(2, Window.day()).by(By.principal()),
                        Quota.of(3, Window.day()).by(By.everyone()),
                        Quota.of(9, Window.month()).by(By.principal()))
                .timing(time, time);
        assertThat(passing(quota, "ada", 5)).as("her own").isEqualTo(2);
        assertThat(passing(quota, "bob", 5)).as("what is left of all").isEqualTo(1);
        assertThat(quota.view(request("bob", "r"))).extracting(QuotaView::used).containsExactly(1L, 3L, 1L);
    }

    @Test
    void whatIsUsedCanBeSeenAndForgotten() throws IOException {
        Quota quota = timed(Quota.of(3, Window.day()).named("daily"));
        Caller ada = Caller.unknown().withPrincipal("ada", "test");
        Instant midnight = Instant.parse("2026-01-02T00:00:00Z");
        assertThat(quota.view(ada)).containsExactly(new QuotaView("daily", 3, 0, 3, midnight, false));
        passing(quota, "ada", 5);
        assertThat(quota.view(ada)).containsExactly(new QuotaView("daily", 3, 3, 0, midnight, false));
        quota.reset(ada);
        assertThat(quota.view(ada)).containsExactly(new QuotaView("daily", 3, 0, 3, midnight, false));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        Quota flexible = timed(Quota.of(3, Window.flexible(ofHours(2))));
        assertThat(flexible.view(ada))
                .singleElement()
                .extracting(QuotaView::resetsAt)
                .isNull();
        passing(flexible, "ada", 1);
        assertThat(flexible.view(ada))
                .singleElement()
                .extracting(QuotaView::resetsAt)
                .isEqualTo(time.instant().plus(ofHours(2)));
    }

    @Test
    void aClockThatIsSetBackOpensNoWindowAgainAndLocksNobodyOutForLong() throws IOException {
        Quota quota = timed(Quota.of(3, Window.hour()));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        time.advance(ofMinutes(61));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        step = ofMinutes(-30);
        assertThat(passing(quota, "ada", 5)).as("the window before").isZero();
        step = ofMinutes(-90);
        assertThat(passing(quota, "ada", 5)).as("one before that").isZero();
        step = ofMinutes(-30);
        int passed = 0;
        for (int i = 0; i < 120; i++) {
            time.advance(ofMinutes(1));
            passed += passing(quota, "ada", 1);
        }
        assertThat(passed).as("two hours at half the speed").isEqualTo(3);
        time.advance(ofHours(1));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
    }

    @Test
    void aClockThatWasYearsAheadLocksNobodyOut() throws IOException {
        Quota quota = timed(Quota.of(3, Window.month()));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        step = ofDays(3650);
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
        step = Duration.ZERO;
        time.advance(ofDays(31));
        assertThat(passing(quota, "ada", 5)).isEqualTo(3);
    }

    @Test
    void raisingALimitGivesNothingOfItTwice() throws IOException {
        Store store = Store.named("shared", MemoryStore.of(100, time, time)).ticker(time);
        assertThat(passing(timed(Quota.of(3, Window.month())).store(store), "ada", 9))
                .isEqualTo(3);
        assertThat(passing(timed(Quota.of(5, Window.month())).store(store), "ada", 9))
                .isEqualTo(2);
        assertThat(passing(timed(Quota.of(5, Window.day())).store(store), "ada", 9))
                .as("another counter")
                .isEqualTo(5);
    }

    @Test
    void whereTheStoreIsGoneItIsAsWasSaid() throws IOException {
        CounterStore broken = new Broken();
        Quota quota = timed(Quota.of(2, Window.day()));
        Store gone = Store.named("shared", broken).ticker(time);
        assertThat(passing(quota.store(gone), "ada", 5)).as("local").isEqualTo(2);
        assertThat(passing(quota.store(gone.onFailure(Store.OnFailure.OPEN)), "ada", 5))
                .isEqualTo(5);
        Handled refused = send(quota.store(gone.onFailure(Store.OnFailure.CLOSED)), "ada");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.rejection().reason()).isEqualTo("store-unavailable");
    }

    @Test
    void manyThreadsTogetherGetExactlyTheQuota() throws Exception {
        Quota quota = timed(Quota.all(Quota.of(1_000, Window.day()), Quota.of(1_000, Window.rolling(ofDays(1)))));
        AtomicInteger passed = new AtomicInteger();
        List<Thread> crowd = new ArrayList<>();
        for (int t = 0; t < 16; t++) {
            Thread thread = new Thread(() -> {
                try {
                    passed.addAndGet(passing(quota, "ada", 100));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            crowd.add(thread);
            thread.start();
        }
        for (Thread thread : crowd) {
            thread.join();
        }
        assertThat(passed.get()).isEqualTo(1_000);
    }

    @Test
    void inShadowModeAllPasses() throws IOException {
        Filter shadow = timed(Quota.of(1, Window.day())).shadowed();
        send(shadow, "ada");
        Handled passed = send(shadow, "ada");
        assertThat(passed.status()).isEqualTo(200);
        assertThat(passed.exchange().decisions())
                .contains(new Decision("quota", Outcome.WOULD_REFUSE, "1-per-day", "quota-exceeded"));
    }

    @Test
    void whatMakesNoSenseIsRefusedInASentence() {
        Quota day = Quota.of(3, Window.day());
        assertThatThrownBy(() -> Quota.of(0, Window.day())).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> day.warnAt(101)).hasMessageContaining("warnAt is 101");
        assertThatThrownBy(() -> day.cost(4)).hasMessageContaining("none could pass");
        assertThatThrownBy(() -> Quota.all(day, Quota.of(5, Window.day()))).hasMessageContaining("Give them names");
        assertThatThrownBy(() -> Quota.all()).hasMessageContaining("1 to 32");
        assertThatThrownBy(() -> day.named("a b")).hasMessageContaining("printable ASCII");
        assertThat(Quota.all(day.named("a"), Quota.of(5, Window.day()).named("b"))
                        .names())
                .containsExactly("a", "b");
        assertThat(Set.of(Window.day())).contains(Window.day());
    }

    private static final class Broken implements CounterStore {
        @Override
        public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
            throw new IOException("gone");
        }

        @Override
        public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
            throw new IOException("gone");
        }

        @Override
        public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
            throw new IOException("gone");
        }

        @Override
        public void reset(List<Draw> draws, Duration budget) throws IOException {
            throw new IOException("gone");
        }

        @Override
        public void close() {}
    }
}
