package io.hauberk.throttle;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Outcome;
import io.hauberk.key.By;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final Waiters waiters = new Waiters();
    private final Throttle tenth = Throttle.of(10, ofSeconds(1))
            .by(By.principal())
            .queue(3, ofSeconds(1))
            .sleeping(waiters.time);

    @AfterEach
    void close() throws InterruptedException {
        waiters.close();
    }

    @Test
    void whatComesTooFastIsDelayedToAnEvenPace() throws IOException {
        VirtualTime time = VirtualTime.moving();
        Throttle throttle = Throttle.of(3, ofSeconds(1)).queue(5, ofSeconds(9)).sleeping(time);
        long began = time.nanos();
        for (int i = 0; i < 30; i++) {
            Exchange exchange = Exchange.begin(time);
            assertThat(FilterTest.of(throttle)
                            .handle(Waiters.request(exchange, "/"))
                            .status())
                    .isEqualTo(200);
            assertThat(time.nanos() - began).isEqualTo(i * 1_000_000_000L / 3);
        }
    }

    @Test
    void whoWaitsIsServedInTheOrderOfComing() throws Exception {
        assertThat(waiters.now(tenth, "ada").status()).isEqualTo(200);
        waiters.waiting(tenth, "first");
        waiters.waiting(tenth, "second");
        waiters.waiting(tenth, "third");
        for (String name : new String[] {"first", "second", "third"}) {
            waiters.time.awaitSleepers(1);
            waiters.time.advance(ofMillis(99));
            assertThat(waiters.none()).isTrue();
            waiters.time.advance(ofMillis(1));
            assertThat(waiters.next()).isEqualTo(name + " 200");
        }
        assertThat(tenth.waiting()).isZero();
    }

    @Test
    void othersAreNotDelayed() throws IOException {
        assertThat(waiters.now(tenth, "ada").status()).isEqualTo(200);
        waiters.waiting(tenth, "late");
        assertThat(waiters.now(tenth, "bob").status()).isEqualTo(200);
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAtOnce() throws IOException {
        waiters.now(tenth, "ada");
        waiters.waiting(tenth, "1");
        waiters.waiting(tenth, "2");
        waiters.waiting(tenth, "3");
        Handled refused = waiters.now(tenth, "ada");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.rejection().reason()).isEqualTo("queue-full");
        assertThat(refused.rejection().rule()).isEqualTo("10-per-1s");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.exchange().decisions())
                .containsExactly(
                        new Decision("throttle", Outcome.APPLIED, "10-per-1s", "by principal"),
                        new Decision("throttle", Outcome.REFUSED, "10-per-1s", "queue-full"));
    }

    @Test
    void callersTogetherMayFillOnlySoManyThreads() throws IOException {
        Throttle throttle = tenth.total(2);
        for (String caller : new String[] {"ada", "bob", "eve"}) {
            assertThat(waiters.now(throttle, caller).status()).isEqualTo(200);
        }
        waiters.waiting(throttle, "a", waiters.exchange("ada"));
        waiters.waiting(throttle, "b", waiters.exchange("bob"));
        Handled refused = waiters.now(throttle, "eve");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.rejection().reason()).isEqualTo("too-many-waiting");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(throttle.waiting()).isEqualTo(2);
    }

    @Test
    void aRequestThatCannotBeInTimeIsRefusedAtOnceAndTakesNoPlace() throws Exception {
        waiters.now(tenth, "ada");
        waiters.waiting(tenth, "first");
        Handled refused = waiters.now(tenth, waiters.exchange("ada", ofMillis(199)));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.rejection().reason()).isEqualTo("deadline-too-near");
        assertThat(refused.rejection().retryAfter()).isBetween(ofMillis(1), ofMillis(2));
        waiters.waiting(tenth, "second", waiters.exchange("ada", ofMillis(200)));
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        assertThat(waiters.next()).isEqualTo("first 200");
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        assertThat(waiters.next()).isEqualTo("second 200");
    }

    @Test
    void nobodyWaitsLongerThanTheQueueAllows() throws IOException {
        Throttle slow = Throttle.of(1, ofSeconds(10))
                .by(By.principal())
                .queue(3, ofSeconds(4))
                .sleeping(waiters.time);
        waiters.now(slow, "ada");
        Handled refused = waiters.now(slow, "ada");
        assertThat(refused.rejection().reason()).isEqualTo("wait-too-long");
        assertThat(refused.header("Retry-After")).isEqualTo("7");
        waiters.time.advance(ofSeconds(6));
        waiters.waiting(slow, "in time");
    }

    @Test
    void whoComesBackWhenToldHasATurn() throws IOException {
        Throttle none = tenth.queue(0, ofSeconds(0));
        assertThat(waiters.now(none, "ada").status()).isEqualTo(200);
        Handled refused = waiters.now(none, "ada");
        assertThat(refused.status()).isEqualTo(429);
        waiters.time.advance(refused.rejection().retryAfter());
        assertThat(waiters.now(none, "ada").status()).isEqualTo(200);
    }

    @Test
    void whoLeavesGivesTheSlotToTheNextOne() throws Exception {
        waiters.now(tenth, "ada");
        Exchange leaving = waiters.exchange("ada");
        waiters.waiting(tenth, "first", leaving);
        waiters.time.awaitSleepers(1);
        waiters.waiting(tenth, "second");
        waiters.waiting(tenth, "third");
        leaving.end(End.CANCELLED);
        waiters.time.awaitSleepers(2);
        waiters.time.advance(ofMillis(100));
        assertThat(new String[] {waiters.next(), waiters.next()}).containsExactlyInAnyOrder("first 503", "second 200");
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        assertThat(waiters.next()).isEqualTo("third 200");
    }

    @Test
    void oneInTheMiddleThatLeavesReturnsAtOnceAndMovesTheOthersUp() throws Exception {
        waiters.now(tenth, "ada");
        waiters.waiting(tenth, "first");
        waiters.time.awaitSleepers(1);
        Exchange leaving = waiters.exchange("ada");
        waiters.waiting(tenth, "second", leaving);
        waiters.waiting(tenth, "third");
        leaving.end(End.CANCELLED);
        assertThat(waiters.next()).isEqualTo("second 503");
        // There is room for one more in the queue of three, and it is in time for the slot of the one that left.
        waiters.waiting(tenth, "fourth", waiters.exchange("ada", ofMillis(300)));
        for (String name : new String[] {"first", "third", "fourth"}) {
            waiters.time.awaitSleepers(1);
            waiters.time.advance(ofMillis(100));
            assertThat(waiters.next()).isEqualTo(name + " 200");
        }
    }

    @Test
    void anInterruptedThreadLeaves() throws Exception {
        waiters.now(tenth, "ada");
        Thread first = waiters.waiting(tenth, "first");
        waiters.time.awaitSleepers(1);
        Thread second = waiters.waiting(tenth, "second");
        waiters.waiting(tenth, "third");
        second.interrupt();
        assertThat(waiters.next()).isEqualTo("second InterruptedIOException");
        first.interrupt();
        assertThat(waiters.next()).isEqualTo("first InterruptedIOException");
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        assertThat(waiters.next()).isEqualTo("third 200");
        assertThat(tenth.waiting()).isZero();
    }

    @Test
    void aDeadlineThatComesNearerWhileItWaitsIsKept() throws Exception {
        waiters.now(tenth, "ada");
        waiters.waiting(tenth, "first");
        Exchange hurried = waiters.exchange("ada");
        waiters.waiting(tenth, "second", hurried);
        hurried.shrink(io.hauberk.Deadline.after(ofMillis(150), waiters.time));
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        assertThat(new String[] {waiters.next(), waiters.next()}).containsExactlyInAnyOrder("first 200", "second 429");
    }

    @Test
    void healthChecksPassWithoutWaiting() throws IOException {
        Throttle slow = Throttle.of(1, ofHours(1)).by(By.everyone()).queue(0, ofSeconds(0));
        for (int i = 0; i < 5; i++) {
            Exchange exchange = waiters.exchange("probe");
            assertThat(FilterTest.of(slow)
                            .handle(Waiters.request(exchange, "/health/ready"))
                            .status())
                    .isEqualTo(200);
            assertThat(exchange.decisions()).isEmpty();
        }
        assertThat(waiters.now(slow, "ada").status()).isEqualTo(200);
        assertThat(waiters.now(slow, "ada").status()).isEqualTo(429);
    }

    @Test
    void inShadowModeNobodyWaitsAndTheRecordSaysWhoWould() throws IOException {
        Filter shadow = tenth.shadowed();
        assertThat(tenth.shadowed()).isSameAs(shadow);
        assertThat(waiters.now(shadow, "ada").exchange().decisions())
                .containsExactly(new Decision("throttle", Outcome.ALLOWED, "10-per-1s", "by principal"));
        for (int i = 1; i <= 3; i++) {
            assertThat(waiters.now(shadow, "ada").exchange().decisions())
                    .singleElement()
                    .hasToString("throttle applied by 10-per-1s: would wait " + i + "00 ms, by principal");
        }
        Handled last = waiters.now(shadow, "ada");
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.exchange().decisions())
                .contains(new Decision("throttle", Outcome.WOULD_REFUSE, "10-per-1s", "queue-full"));
        assertThat(waiters.now(tenth, "ada").status()).as("the throttle itself").isEqualTo(200);
    }

    @Test
    void itsShadowLetsPassAtOnceWhatTheThrottleDoes() throws IOException {
        for (Filter each : new Filter[] {tenth, tenth.shadowed()}) {
            Exchange late = waiters.exchange("ada", ofMillis(1));
            waiters.time.advance(ofSeconds(1));
            assertThat(waiters.now(each, late).exchange().decisions())
                    .as("%s", each)
                    .containsExactly(new Decision("throttle", Outcome.ALLOWED, "10-per-1s", "by principal"));
        }
    }

    @Test
    void whatWaitsAndHowLongIsMeasured() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Throttle throttle = tenth.named("partner");
        throttle.bindTo(registry);
        waiters.now(throttle, "ada");
        Exchange exchange = waiters.exchange("ada");
        waiters.waiting(throttle, "first", exchange);
        var gauge = registry.get("hauberk.throttle.waiting")
                .tag("policy", "partner")
                .gauge();
        assertThat(gauge.value()).isOne();
        waiters.time.awaitSleepers(1);
        waiters.time.advance(ofMillis(100));
        waiters.next();
        assertThat(gauge.value()).isZero();
        var timer =
                registry.get("hauberk.throttle.wait").tag("policy", "partner").timer();
        assertThat(timer.count()).isOne();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(100);
        assertThat(exchange.decisions())
                .singleElement()
                .hasToString("throttle applied by partner: waited 100 ms, by principal");
    }

    @Test
    void manyKeysStayWithinTheirBoundAndNobodyStartsAfreshBecauseOfThem() throws IOException {
        Throttle small = tenth.queue(0, ofSeconds(0)).maxKeys(100);
        waiters.now(small, "ada");
        for (int i = 0; i < 5_000; i++) {
            waiters.now(small, "stranger " + i);
        }
        assertThat(waiters.now(small, "ada").status()).isEqualTo(429);
        waiters.time.advance(ofSeconds(2));
        int passed = 0;
        for (int i = 0; i < 500; i++) {
            passed += waiters.now(small, "stranger " + i).status() == 200 ? 1 : 0;
        }
        assertThat(passed).as("100 of their own, and 64 shared").isBetween(100, 164);
    }

    @Test
    void whatIsNoPaceIsRefusedInASentence() {
        assertThatThrownBy(() -> Throttle.of(2_000_000, ofSeconds(1))).hasMessageContaining("more than a million");
        assertThatThrownBy(() -> Throttle.of(1, ofHours(2))).hasMessageContaining("Use a quota");
        assertThatThrownBy(() -> Throttle.of(0, ofHours(2))).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Throttle.of(1, ofNanos(0))).hasMessageContaining("this one is PT0S");
        assertThatThrownBy(() -> tenth.queue(-1, ofSeconds(1))).hasMessageContaining("may wait");
        assertThatThrownBy(() -> tenth.queue(1, ofMinutes(11))).hasMessageContaining("up to 10m");
        assertThatThrownBy(() -> tenth.maxKeys(0)).hasMessageContaining("maxKeys is 0");
        assertThatThrownBy(() -> tenth.named("a b")).hasMessageContaining("printable ASCII");
    }
}
