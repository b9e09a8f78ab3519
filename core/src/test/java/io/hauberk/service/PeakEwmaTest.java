package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PeakEwmaTest {
    private static final double DECAY = 10e9;

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Service orders(int endpoints) {
        return Bench.orders(endpoints)
                .balance(Balancer.peakEwma())
                .retry(Retry.never())
                .outlierDetection(OutlierDetection.off());
    }

    private FakeTransport.Behaviour taking(int millis, int status) {
        return (request, attempt) -> {
            bench.time.advance(Duration.ofMillis(millis));
            return Response.of(status);
        };
    }

    private long to(int port) {
        return transport.ports().stream().filter(p -> p == port).count();
    }

    /** The formula as it stands in the literature, in seconds. */
    @Property(tries = 300)
    void theAverageFollowsTheFormula(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 5000) Integer> millis,
            @ForAll @IntRange(min = 1, max = 20_000) int gapMillis) {
        Latency latency = new Latency();
        double value = 0;
        long now = Long.MAX_VALUE - 5_000_000_000L;
        for (int i = 0; i < millis.size(); i++) {
            double sample = millis.get(i) * 1e6;
            latency.begin(now);
            now += gapMillis * 1_000_000L;
            double kept = Math.exp(-gapMillis * 1e6 / DECAY);
            if (i == 0 || value * kept < sample) {
                value = sample;
            } else {
                value = value * kept + sample * (1 - kept);
            }
            latency.end((long) sample, true, now, DECAY);
            assertThat(latency.at(now, DECAY)).isCloseTo(value, within(value * 1e-9));
        }
        assertThat(latency.at(now + (long) DECAY, DECAY)).isCloseTo(value / Math.E, within(value * 1e-9));
    }

    @Test
    void anEndpointThatIsTwentyTimesSlowerIsLeftAlone() throws IOException {
        ServiceHandler handler = bench.only(orders(5));
        transport.all(taking(10, 200)).at(9003, taking(200, 200));
        bench.gets(handler, 1000);
        assertThat(to(9003)).isLessThan(10);
    }

    @Test
    void anEndpointThatFailsFastIsNotTheFavourite() throws IOException {
        ServiceHandler handler = bench.only(orders(5));
        transport.all(taking(10, 200)).at(9003, taking(1, 503));
        bench.gets(handler, 2000);
        assertThat(to(9003)).isLessThan(40);
        transport.forget();
        bench.services.replace(List.of());
        ServiceHandler unpenalised =
                bench.only(orders(5).balance(Balancer.peakEwma().unpenalised()));
        bench.gets(unpenalised, 2000);
        assertThat(to(9003)).as("what penalties are for").isGreaterThan(600);
    }

    @Test
    void statusesThatAskForLessCountAsFailures() throws IOException {
        for (FakeTransport.Behaviour bad : List.of(
                status(429),
                status(500),
                status(200, "grpc-status", "14"),
                failing(Failure.RESET),
                failing(Failure.CONNECT))) {
            ServiceHandler handler = bench.only(orders(4).balance(Balancer.peakEwma()));
            transport.all(taking(10, 200)).at(9002, (request, attempt) -> {
                bench.time.advance(Duration.ofMillis(1));
                return bad.answer(request, attempt);
            });
            transport.forget();
            bench.tries(handler, 2000);
            assertThat(to(9002)).isLessThan(50);
            bench.services.replace(List.of());
        }
    }

    @Test
    void answersAboutTheRequestAreAnswersLikeAnyOther() throws IOException {
        ServiceHandler handler = bench.only(orders(4));
        transport.all(taking(10, 200)).at(9002, taking(10, 404)).at(9003, taking(10, 501));
        bench.gets(handler, 4000);
        assertThat(to(9002)).isBetween(700L, 1300L);
        assertThat(to(9003)).isBetween(700L, 1300L);
    }

    @Test
    void whatWeGiveUpOurselvesDoesNotCount() throws IOException {
        ServiceHandler handler = bench.only(orders(4));
        transport.all(taking(10, 200)).at(9002, (request, attempt) -> {
            bench.time.advance(Duration.ofMillis(10));
            if (bench.random.nextInt(2) == 0) {
                throw FakeTransport.failure(Failure.CANCELLED);
            }
            return Response.of(200);
        });
        bench.tries(handler, 4000);
        assertThat(to(9002)).isBetween(700L, 1300L);
    }

    @Test
    void oneFailureAmongManyAnswersCostsLittle() throws IOException {
        ServiceHandler handler = bench.only(orders(4));
        int[] calls = new int[1];
        transport.all(taking(10, 200)).at(9002, (request, attempt) -> {
            bench.time.advance(Duration.ofMillis(10));
            return Response.of(++calls[0] == 200 ? 503 : 200);
        });
        bench.gets(handler, 1200);
        transport.forget();
        bench.gets(handler, 6000);
        // Where one failure lifts the average to 5 s at once, the endpoint is left alone for a minute.
        assertThat(to(9002)).isGreaterThan(600);
    }

    @Test
    void whoWasSlowOnceIsTriedAgainAfterAWhile() throws IOException {
        ServiceHandler handler = bench.only(orders(3));
        transport.all(taking(10, 200)).at(9002, taking(2000, 200));
        bench.gets(handler, 100);
        transport.at(9002, taking(10, 200)).forget();
        bench.gets(handler, 12_000);
        assertThat(to(9002)).isGreaterThan(1500);
    }

    @Test
    void aStallIsNoticedWhileRequestsWait() {
        Latency latency = new Latency();
        latency.begin(0);
        latency.end(10_000_000, true, 10_000_000, DECAY);
        latency.begin(20_000_000);
        latency.begin(30_000_000);
        assertThat(latency.at(500_000_000, DECAY)).isEqualTo(480_000_000);
        latency.end();
        assertThat(latency.at(600_000_000, DECAY)).as("giving up is no answer").isEqualTo(580_000_000);
        latency.end(580_000_000, true, 600_000_000, DECAY);
        latency.begin(1_000_000_000);
        assertThat(latency.at(1_000_000_000, DECAY)).isCloseTo(557e6, within(1e6));
    }

    @Test
    void anEndpointThatNothingIsKnownOfGetsOneRequestUntilItHasAnswered() {
        Picker picker = Balancer.peakEwma().picker(new SplittableRandom(1)::nextLong);
        List<Member> members = Bench.endpoints(2).stream().map(Member::new).toList();
        Members both = picker.prepared(members);
        members.get(0).enter();
        picker.began(both, members.get(0), 0);
        picker.measured(members.get(0), 5_000_000, false, 0, 5_000_000);
        members.get(0).leave();
        int toUnknown = 0;
        for (int i = 0; i < 50; i++) {
            int index = picker.pick(both, Picker.Who.ALL);
            members.get(index).enter();
            picker.began(both, members.get(index), 6_000_000);
            toUnknown += index;
        }
        assertThat(toUnknown).isEqualTo(1);
    }

    @Test
    void ofManyThreadsOneFindsOutAboutAnUnknownEndpoint() throws Exception {
        for (int round = 0; round < 50; round++) {
            Picker picker =
                    Balancer.peakEwma().picker(() -> ThreadLocalRandom.current().nextLong());
            List<Member> members = Bench.endpoints(2).stream().map(Member::new).toList();
            Members both = picker.prepared(members);
            picker.began(both, members.get(0), 0);
            picker.measured(members.get(0), 1000, false, 0, 1000);
            int threads = 8;
            AtomicInteger unknown = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            for (int i = 0; i < threads; i++) {
                pool.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    unknown.addAndGet(picker.pick(both, Picker.Who.ALL));
                });
            }
            start.countDown();
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(unknown.get()).isEqualTo(1);
        }
    }

    @Test
    void whereWeightsDifferEqualEndpointsGetTheirShares() throws IOException {
        ServiceHandler handler = bench.only(orders(1)
                .endpoints(List.of(
                        Bench.endpoints(2).get(0).weighing(99),
                        Bench.endpoints(2).get(1).weighing(1))));
        transport.all(taking(10, 200));
        bench.gets(handler, 20_000);
        assertThat(to(9002)).isBetween(120L, 300L);
    }
}
