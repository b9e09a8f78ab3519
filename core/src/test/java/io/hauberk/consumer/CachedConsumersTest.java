package io.hauberk.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.testkit.ConsumersContract;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedConsumersTest extends ConsumersContract {
    private final VirtualTime time = VirtualTime.moving();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile MemoryConsumers others =
            MemoryConsumers.of(Consumer.of("acme").with(Credential.of(Kind.KEY, "k", "")));
    private final CachedConsumers consumers = CachedConsumers.of((kind, id) -> {
                asked.incrementAndGet();
                if (gone.get()) {
                    throw new IOException("expected by this test");
                }
                return others.find(kind, id);
            })
            .ticker(time);

    @Override
    protected Consumers with(List<Consumer> all) {
        return CachedConsumers.of(MemoryConsumers.of(all)).ticker(time);
    }

    @Test
    void whatWasFoundIsGoodForAMinuteAndThenAskedAgain() throws IOException {
        assertThat(consumers.find(Kind.KEY, "k")).isNotNull();
        time.advance(Duration.ofSeconds(59));
        assertThat(consumers.find(Kind.KEY, "k")).isNotNull();
        assertThat(asked).hasValue(1);
        others = MemoryConsumers.of();
        time.advance(Duration.ofSeconds(2));
        assertThat(consumers.find(Kind.KEY, "k")).isNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void thatNobodyWasFoundIsRememberedForFiveSeconds() throws IOException {
        assertThat(consumers.find(Kind.KEY, "new")).isNull();
        others = MemoryConsumers.of(Consumer.of("new").with(Credential.of(Kind.KEY, "new", "")));
        time.advance(Duration.ofSeconds(4));
        assertThat(consumers.find(Kind.KEY, "new")).isNull();
        assertThat(asked).hasValue(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(consumers.find(Kind.KEY, "new")).isNotNull();
    }

    @Test
    void whileTheOthersAreGoneWhatWasFoundCountsForTenMinutesAndNewOnesAreUnknown() throws IOException {
        consumers.find(Kind.KEY, "k");
        gone.set(true);
        time.advance(Duration.ofMinutes(9));
        assertThat(consumers.find(Kind.KEY, "k")).isNotNull();
        assertThatThrownBy(() -> consumers.find(Kind.KEY, "other")).isInstanceOf(IOException.class);
        time.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> consumers.find(Kind.KEY, "k")).isInstanceOf(IOException.class);
        gone.set(false);
        time.advance(Duration.ofSeconds(2));
        assertThat(consumers.find(Kind.KEY, "k")).isNotNull();
    }

    @Test
    void afterAFailureNobodyIsAskedForASecond() {
        gone.set(true);
        for (int i = 0; i < 100; i++) {
            String id = "id" + i;
            assertThatThrownBy(() -> consumers.find(Kind.KEY, id)).isInstanceOf(IOException.class);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void inventedKeysDriveNobodyOut() throws IOException {
        CachedConsumers small = CachedConsumers.of((kind, id) -> {
                    asked.incrementAndGet();
                    return others.find(kind, id);
                })
                .ticker(time)
                .max(100);
        small.find(Kind.KEY, "k");
        for (int i = 0; i < 10_000; i++) {
            small.find(Kind.KEY, "invented" + i);
        }
        int before = asked.get();
        assertThat(small.find(Kind.KEY, "k")).isNotNull();
        assertThat(asked).hasValue(before);
    }

    @Test
    void manyWhoAskForTheSameAtOnceAskOnce() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CachedConsumers slow = CachedConsumers.of((kind, id) -> {
            asked.incrementAndGet();
            try {
                answer.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return others.find(kind, id);
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            var tasks = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> patiently(slow)))
                    .toList();
            answer.countDown();
            for (var task : tasks) {
                assertThat(task.get(60, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(asked).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Where a busy machine holds up whoever asks, the others give up after a second, and have asked nobody. */
    private static Consumer patiently(CachedConsumers consumers) throws IOException {
        while (true) {
            try {
                return consumers.find(Kind.KEY, "k");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("did not answer in time");
            }
        }
    }

    @Test
    void lookupsAreCounted() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        consumers.bindTo(registry);
        consumers.find(Kind.KEY, "k");
        consumers.find(Kind.KEY, "k");
        assertThat(registry.get("hauberk.consumers.lookups")
                        .tag("result", "asked")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("hauberk.consumers.lookups")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }
}
