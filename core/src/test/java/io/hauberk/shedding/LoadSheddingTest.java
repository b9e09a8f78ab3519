package io.hauberk.shedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.network.Normalisation;
import io.hauberk.network.TrustedProxies;
import io.hauberk.service.Criticality;
import io.hauberk.service.Lineage;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadSheddingTest {
    private static final Duration STEP = Duration.ofMillis(20);

    private final VirtualTime time = VirtualTime.moving();
    private double processor = 0.1;
    private double chance = 0.999;
    private LoadShedding shedding = with(Marks.usual("loadShedding"));

    private LoadShedding with(Marks marks) {
        return new LoadShedding(marks.in(time, time, () -> processor, () -> chance));
    }

    @Test
    void whatWaitedTooLongInFrontOfATrustedProxyShedsTheLeastCriticalFirst() throws IOException {
        queueFor(Duration.ofSeconds(3), "10.0.0.1");
        assertThat(shedding.admitted()).isLessThan(0.2);
        Handled batch = ask(Criticality.SHEDDABLE);
        assertThat(batch.status()).isEqualTo(503);
        assertThat(batch.reason()).isEqualTo("overloaded");
        assertThat(batch.header("Retry-After")).isIn("1", "2", "3");
        assertThat(batch.header("x-envoy-overloaded")).isEqualTo("true");
        assertThat(batch.decisions().get(0)).hasToString("loadShedding refused by queue-time: overloaded");
        chance = 0;
        assertThat(ask(Criticality.CRITICAL_PLUS).status()).isEqualTo(200);
    }

    @Test
    void nobodyElseIsBelievedWhenItSaysHowLongItWaited() throws IOException {
        queueFor(Duration.ofSeconds(3), "192.0.2.1");
        assertThat(shedding.admitted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/livez", "/actuator/health/readiness"})
    void healthChecksAreNeverGivenUp(String path) throws IOException {
        queueFor(Duration.ofSeconds(10), "10.0.0.1");
        for (int i = 0; i < 100; i++) {
            assertThat(FilterTest.of(shedding).handle(request(path)).status()).isEqualTo(200);
        }
    }

    @Test
    void itIsCalmAgainWhenTheQueueIs() throws IOException {
        queueFor(Duration.ofSeconds(3), "10.0.0.1");
        for (int i = 0; i < 500; i++) {
            arrive("10.0.0.1", Duration.ofMillis(2));
        }
        assertThat(shedding.admitted()).isEqualTo(1);
        assertThat(ask(Criticality.SHEDDABLE).status()).isEqualTo(200);
    }

    @Test
    void inShadowModeNobodyIsGivenUpAndWhatWouldBeIsRecorded() throws IOException {
        queueFor(Duration.ofSeconds(3), "10.0.0.1");
        Request request = request("/");
        Lineage.atMost(request.exchange(), Criticality.SHEDDABLE);
        Handled handled = FilterTest.of(shedding.shadowed()).handle(request);
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.outcomes()).containsExactly(Outcome.WOULD_REFUSE);
    }

    @Test
    void aBusyProcessorShedsToo() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        shedding.bindTo(registry);
        processor = 1;
        Shedder shedder = new Shedder(0, 0.9);
        Watch watch = new Watch(shedder, Marks.usual("a").in(time, time, () -> processor, () -> chance));
        for (int i = 0; i < 20; i++) {
            watch.lookAtCpu();
            time.advance(Duration.ofMillis(250));
            shedder.arrived(3, -1, time.nanos());
        }
        assertThat(shedder.sheds(3, 0.99)).isEqualTo("cpu");
        assertThat(registry.get("hauberk.shedding.admitted").gauge().value()).isEqualTo(1);
        assertThat(registry.find("hauberk.shedding.refused").functionCounters()).hasSize(12);
    }

    @Test
    void whatCannotFinishInTimeIsRefusedAtOnceByTheLatencyOfItsOwnRoute() throws IOException {
        answer("slow", Duration.ofMillis(800), 50);
        answer("fast", Duration.ofMillis(5), 50);
        assertThat(within("slow", Duration.ofMillis(300)).status()).isEqualTo(504);
        assertThat(within("slow", Duration.ofMillis(300)).reason()).isEqualTo("cannot-finish-in-time");
        assertThat(within("fast", Duration.ofMillis(300)).status()).isEqualTo(200);
        assertThat(within("slow", Duration.ofSeconds(2)).status()).isEqualTo(200);
        assertThat(within("unknown", Duration.ofMillis(1)).status()).isEqualTo(200);
        assertThat(shedding.percentile(0).toString()).contains("percentile 0");
    }

    @Test
    void whatItKnowsOfARouteIsForgottenSoThatItIsTriedAgain() throws IOException {
        answer("slow", Duration.ofMillis(800), 50);
        time.advance(Duration.ofSeconds(30));
        assertThat(within("slow", Duration.ofMillis(300)).status()).isEqualTo(200);
    }

    @Test
    void theTimeThatWasWaitedBeforeUsIsTakenFromTheDeadline() throws IOException {
        answer("slow", Duration.ofMillis(200), 50);
        Request request = from("10.0.0.1", started(Duration.ofMillis(300)), "/");
        request.exchange().matched("slow");
        request.exchange().shrink(Deadline.after(Duration.ofMillis(400), time));
        assertThat(FilterTest.of(shedding).handle(request).status()).isEqualTo(504);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            t=1767268800.5  | 0
            t=1767268799.5  | 500
            1767268799500   | 500
            t=1767268799500000 | 500
            1767268799      | 1000
            1767268700      | -1
            9999999999      | -1
            -5              | -1
            t=              | -1
            t=1e9           | -1
            99999999999999999999999999 | -1
            """)
    void aTimeMayBeInSecondsMillisecondsOrMicroseconds(String text, long millisAgo) {
        // The wall clock of virtual time is at 1767268800 seconds.
        VirtualTime noon = VirtualTime.moving();
        long expected = text.equals("t=1767268800.5") ? -1 : millisAgo * 1_000_000;
        Request request = from("10.0.0.1", text, "/");
        long ago = RequestStart.nanosAgo(request.exchange(), noon);
        assertThat(ago).isEqualTo(millisAgo < 0 ? -1 : expected);
    }

    @Test
    void aPoolIsMeasuredByATaskThatWaitsInIt() {
        ArrayDeque<Runnable> pool = new ArrayDeque<>();
        Shedder shedder = new Shedder(25_000_000, 0);
        Backlog backlog = new Backlog(pool::add, time, waited -> shedder.waited(waited, time.nanos()));
        for (int i = 0; i < 40; i++) {
            backlog.look();
            time.advance(Duration.ofMillis(50));
            if (i % 4 == 3) {
                pool.remove().run();
            }
        }
        assertThat(pool).isEmpty();
        assertThat(shedder.leastWait()).isGreaterThan(25_000_000);
        assertThat(shedder.admitted()).isLessThan(1);
        for (int i = 0; i < 200; i++) {
            backlog.look();
            pool.remove().run();
            time.advance(Duration.ofMillis(50));
        }
        assertThat(shedder.admitted()).isEqualTo(1);
    }

    @Test
    void aPoolThatIsFullOrStoppedHarmsNobody() {
        Backlog backlog = new Backlog(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                time,
                waited -> assertThat(waited).isNull());
        backlog.look();
        backlog.look();
    }

    @Test
    void theJvmTellsHowBusyTheProcessorIs() {
        assertThat(new Cpu().getAsDouble()).isBetween(-1.0, 1.0);
        try (LoadShedding running = LoadShedding.standard()) {
            running.start();
            running.start();
            running.watch(Runnable::run);
            running.watch(Runnable::run);
        }
    }

    @Test
    void marksThatMakeNoSenseAreRefusedInASentence() {
        assertThatThrownBy(() -> shedding.queueTime(Duration.ofMillis(-1))).hasMessageContaining("zero or more");
        assertThatThrownBy(() -> shedding.cpu(101)).hasMessageContaining("0 to 100");
        assertThatThrownBy(() -> shedding.percentile(100)).hasMessageContaining("0 to 99");
        assertThat(LoadShedding.standard()).hasToString("loadShedding(queue time 25 ms, cpu 90 %, percentile 10)");
    }

    private void answer(String route, Duration took, int times) throws IOException {
        Handler inside = request -> {
            time.advance(took);
            return Response.ok("in time");
        };
        for (int i = 0; i < times; i++) {
            Request request = request("/");
            request.exchange().matched(route);
            shedding.handle(request, inside).end(End.COMPLETED);
        }
    }

    private Handled within(String route, Duration deadline) throws IOException {
        Request request = request("/");
        request.exchange().matched(route);
        request.exchange().shrink(Deadline.after(deadline, time));
        return FilterTest.of(shedding).handle(request);
    }

    private void queueFor(Duration duration, String peer) throws IOException {
        for (long i = duration.dividedBy(STEP); i > 0; i--) {
            arrive(peer, Duration.ofMillis(200));
        }
    }

    private void arrive(String peer, Duration waited) throws IOException {
        time.advance(STEP);
        FilterTest.of(shedding).handle(from(peer, started(waited), "/"));
    }

    private String started(Duration ago) {
        return "t=" + time.instant().minus(ago).toEpochMilli();
    }

    private Handled ask(Criticality criticality) throws IOException {
        Request request = request("/");
        Lineage.atMost(request.exchange(), criticality);
        return FilterTest.of(shedding).handle(request);
    }

    private Request request(String path) {
        return from("192.0.2.7", null, path);
    }

    private Request from(String peer, String started, String path) {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(Caller.unknown().withAddress(peer));
        Headers headers = started == null ? Headers.empty() : Headers.of("X-Request-Start", started);
        Request request = Request.of(exchange, "GET", "http", "localhost", path, null, headers, Body.empty());
        return Normalisation.behind(TrustedProxies.of("10.0.0.0/8")).apply(request);
    }
}
