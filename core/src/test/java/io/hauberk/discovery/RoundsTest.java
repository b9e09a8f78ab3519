package io.hauberk.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final List<Endpoint> SOME = List.of(Endpoint.parse("http://10.0.0.1:80"));
    private final HandWatcher watcher = new HandWatcher();
    private boolean down;

    private Duration look(java.util.function.Consumer<List<Endpoint>> found) throws IOException {
        if (down) {
            throw new IOException("The registry is down.");
        }
        found.accept(SOME);
        return Duration.ofSeconds(10);
    }

    @Test
    void looksAgainAfterTheTimeThatALookAsksForVariedByATenth() {
        Rounds.begin(watcher, this::look);
        watcher.jitter = 0;
        watcher.run();
        watcher.jitter = 1;
        watcher.run();
        assertThat(watcher.delays).containsExactly(Duration.ZERO, Duration.ofSeconds(9), Duration.ofSeconds(11));
        assertThat(watcher.found).hasSize(2);
    }

    @Test
    void whileItFailsItLooksLaterAndLaterAndAtOnceAgainOnceItDoesNot() {
        watcher.jitter = 1;
        down = true;
        Rounds.begin(watcher, this::look);
        for (int i = 0; i < 8; i++) {
            watcher.run();
        }
        assertThat(watcher.delays.stream().mapToLong(Duration::toSeconds))
                .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(watcher.failures).hasSize(8);
        down = false;
        watcher.run();
        down = true;
        watcher.run();
        assertThat(watcher.lastDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void chanceSpreadsAFleetOverHalfOfTheWait() {
        down = true;
        watcher.jitter = 0;
        Rounds.begin(watcher, this::look);
        watcher.run().run();
        assertThat(watcher.lastDelay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aLookThatEndsAtOnceDoesNotSpin() {
        Rounds.begin(watcher, found -> Duration.ZERO);
        watcher.run();
        assertThat(watcher.lastDelay()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void anAnswerThatIsTooMuchForTheMachineIsAFailureAndNotTheEnd() {
        int[] looks = {0};
        Rounds.begin(watcher, found -> {
            if (looks[0]++ == 0) {
                throw new StackOverflowError();
            }
            return look(found);
        });
        watcher.run();
        assertThat(watcher.failures).hasSize(1);
        watcher.run();
        assertThat(watcher.last()).isEqualTo(SOME);
    }

    @Test
    void oneThatIsClosedLooksAndTellsNoMore() {
        Rounds rounds = Rounds.begin(watcher, this::look);
        watcher.run();
        rounds.close();
        watcher.run();
        assertThat(watcher.found).hasSize(1);
        assertThat(watcher.waiting()).isZero();
    }

    @Test
    void whatFailsWithAnErrorOfLinkageIsTriedAgain() {
        Rounds.begin(watcher, found -> {
            throw new NoClassDefFoundError("org/xbill/DNS/Name");
        });
        watcher.run();
        assertThat(watcher.failures).hasSize(1);
        assertThat(watcher.waiting()).isEqualTo(1);
    }

    @Test
    void closingInterruptsALookThatWaitsOnAThreadOfItsOwn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Rounds rounds = Rounds.apart(watcher, found -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return Duration.ZERO;
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        Thread thread = new Thread(watcher::run);
        thread.start();
        begun.await();
        rounds.close();
        thread.join(60_000);
        assertThat(interrupted).isTrue();
        assertThat(watcher.failures).isEmpty();
        assertThat(watcher.waiting()).isZero();
    }
}
