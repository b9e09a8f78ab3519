package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Exchange;
import io.hauberk.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Exchange exchange = Exchange.begin(Ticker.system());
    private int slow;

    private Pace watch(long rate, Duration grace, Duration idle) {
        Pace.watch(exchange, rate, grace, idle, () -> {
            slow++;
            throw new IOException("too slow");
        });
        return Pace.of(exchange);
    }

    @Test
    void whoKeepsTheRateMaySendForEver() throws IOException {
        Pace pace = watch(100, Duration.ofSeconds(5), Duration.ofMinutes(1));
        for (int i = 0; i < 100_000; i++) {
            pace.read(100, SECOND);
        }
        assertThat(slow).isZero();
    }

    @Test
    void whoDripsIsEndedOnceItsGraceIsUsedUp() throws IOException {
        Pace pace = watch(100, Duration.ofSeconds(5), Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            pace.read(1, SECOND);
        }
        assertThatThrownBy(() -> pace.read(1, SECOND)).hasMessage("too slow");
    }

    @Test
    void aFastStartDoesNotPayForASlowRest() throws IOException {
        Pace pace = watch(100, Duration.ofSeconds(5), Duration.ofMinutes(1));
        pace.read(100_000_000, SECOND);
        for (int i = 0; i < 5; i++) {
            pace.read(1, SECOND);
        }
        assertThatThrownBy(() -> pace.read(1, SECOND)).hasMessage("too slow");
    }

    @Test
    void aPauseIsForgivenIfItIsShorterThanTheGraceAndEarnedBack() throws IOException {
        Pace pace = watch(100, Duration.ofSeconds(5), Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            pace.read(500, 4 * SECOND);
        }
        assertThat(slow).isZero();
    }

    @Test
    void withoutARateOnlySilenceCounts() throws IOException {
        Pace pace = watch(0, Duration.ofSeconds(5), Duration.ofSeconds(30));
        for (int i = 0; i < 100; i++) {
            pace.read(1, 29 * SECOND);
        }
        assertThatThrownBy(() -> pace.read(1, 31 * SECOND)).hasMessage("too slow");
    }

    @Test
    void anEndThatComesLateIsStillAnEnd() throws IOException {
        watch(100, Duration.ofSeconds(5), Duration.ofSeconds(30)).read(-1, 1_000 * SECOND);
        assertThat(slow).isZero();
    }

    @Test
    void severalMayWatchAndTheStrictestCounts() {
        watch(0, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Pace pace = watch(0, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Pace.watch(exchange, 0, Duration.ofSeconds(1), Duration.ofSeconds(1), () -> slow++);
        assertThatThrownBy(() -> pace.read(1, 700 * SECOND)).hasMessage("too slow");
        assertThat(slow).isEqualTo(1);
    }

    @Test
    void whereTheContainerLostItsPatienceTheClientWasTooSlowAndElseItBrokeOff() throws IOException {
        Pace pace = watch(0, Duration.ofSeconds(5), Duration.ofSeconds(30));
        pace.failed(new IOException("reset"));
        assertThat(slow).isZero();
        assertThatThrownBy(() -> pace.failed(new IOException(new TimeoutException("idle"))))
                .hasMessage("too slow");
        assertThatThrownBy(() -> pace.failed(new SocketTimeoutException())).hasMessage("too slow");
    }
}
