package io.hauberk.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant wall = NOON;
    private long nanos = Long.MAX_VALUE - 5;
    private final SteadyClock clock = new SteadyClock(() -> wall);

    private Instant now() {
        return clock.now(nanos);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void theTimeIsThatOfTheMachine() {
        for (int i = 0; i < 5; i++) {
            assertThat(now()).isEqualTo(wall);
            pass(Duration.ofMinutes(7));
        }
        wall = wall.plus(Duration.ofDays(400));
        assertThat(now()).isEqualTo(wall);
    }

    @Test
    void aClockThatIsSetBackIsWaitedForAtHalfTheSpeed() {
        assertThat(now()).isEqualTo(NOON);
        wall = wall.minus(Duration.ofHours(1));
        assertThat(now()).isEqualTo(NOON);
        pass(Duration.ofMinutes(30));
        assertThat(now()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
        pass(Duration.ofMinutes(90));
        assertThat(now())
                .as("caught up")
                .isEqualTo(NOON.plus(Duration.ofHours(1)))
                .isEqualTo(wall);
        pass(Duration.ofMinutes(1));
        assertThat(now()).isEqualTo(wall);
    }

    @Test
    void aClockThatIsSetBackAgainAndAgainStandsStillAtWorst() {
        now();
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(10));
            Instant before = now();
            wall = wall.minus(Duration.ofSeconds(9));
            assertThat(now()).isEqualTo(before);
        }
    }

    @Test
    void aClockThatWasWrongByMoreThanADayIsBelieved() {
        now();
        wall = wall.plus(Duration.ofDays(3650));
        assertThat(now()).isEqualTo(wall);
        wall = wall.minus(Duration.ofDays(3650));
        assertThat(now()).isEqualTo(wall);
    }

    @Property(tries = 200)
    void itNeverGoesBackByALittleAndIsNeverFarAheadForLong(@ForAll long seed) {
        Random random = new Random(seed);
        Instant before = now();
        for (int i = 0; i < 300; i++) {
            pass(Duration.ofMillis(random.nextInt(600_000)));
            if (random.nextInt(5) == 0) {
                wall = wall.plusSeconds(random.nextInt(7200) - 3600);
            }
            Instant now = now();
            if (Duration.between(wall, before).compareTo(Duration.ofDays(1)) <= 0) {
                assertThat(now).isAfterOrEqualTo(before).isAfterOrEqualTo(wall.minusMillis(1));
            }
            before = now;
        }
        for (int i = 0; i < 1_000 && now().isAfter(wall); i++) {
            pass(Duration.ofHours(1));
        }
        assertThat(Duration.between(wall, now()).abs()).isLessThan(Duration.ofMillis(2));
    }
}
