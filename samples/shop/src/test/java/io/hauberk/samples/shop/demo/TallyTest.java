package io.hauberk.samples.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void percentilesAreTimesThatWereMeasured() {
        Tally tally = new Tally();
        for (int i = 100; i >= 1; i--) {
            tally.sent();
            tally.answered("GET", 200, "", i * 1_000_000L);
        }
        assertThat(tally.millis(0.5)).isEqualTo(50);
        assertThat(tally.millis(0.99)).isEqualTo(99);
        assertThat(tally.millis(1)).isEqualTo(100);
        assertThat(new Tally().millis(0.5)).isZero();
    }

    @Test
    void instancesAreCountedAndShares() {
        Tally tally = new Tally();
        tally.answered("GET", 200, "a", 1);
        tally.answered("GET", 200, "a", 1);
        tally.answered("GET", 200, "b", 1);
        tally.answered("POST", 201, "", 1);
        assertThat(Screen.spread(tally.instances())).isEqualTo("a 67 %  b 33 %");
        assertThat(tally.failed()).isZero();
    }
}
