package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerPatternTest {
    @Test
    void oneIdMatchesItselfAlone() {
        PeerPattern pattern = PeerPattern.parse("spiffe://shop/ns/prod/sa/orders");
        assertThat(pattern.matches("spiffe://shop/ns/prod/sa/orders")).isTrue();
        assertThat(pattern.matches("spiffe://shop/ns/prod/sa/orders2")).isFalse();
        assertThat(pattern.matches("spiffe://shop/ns/prod/sa/Orders")).isFalse();
    }

    @Test
    void aStarAtTheEndMatchesAllThatBeginSo() {
        PeerPattern pattern = PeerPattern.parse("spiffe://shop/ns/prod/*");
        assertThat(pattern.matches("spiffe://shop/ns/prod/sa/orders")).isTrue();
        assertThat(pattern.matches("spiffe://shop/ns/prod/")).isFalse();
        assertThat(pattern.matches("spiffe://shop/ns/production")).isFalse();
        assertThat(pattern.matches("spiffe://shop.evil/ns/prod/sa/orders")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "spiffe://*", "spiffe://shop*", "spiffe://shop/*", "s*"})
    void nobodyMayAcceptAWholeAuthority(String pattern) {
        assertThatThrownBy(() -> PeerPattern.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accepts everyone of an authority");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spiffe://*/ns", "*/sa/orders", "spiffe://shop/*/sa", "spiffe://shop/ns/**"})
    void aStarStandsAtTheEndOnly(String pattern) {
        assertThatThrownBy(() -> PeerPattern.parse(pattern)).hasMessageContaining("star that is not at its end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "https://shop/ns",
                "SPIFFE://shop/ns",
                "spiffe://shop",
                "spiffe:///ns",
                "spiffe://Shop/ns",
                "spiffe://shop:8443/ns",
                "spiffe://me@shop/ns",
                "spiffe://shop/ns/",
                "spiffe://shop//ns",
                "spiffe://shop/../ns",
                "spiffe://shop/./ns",
                "spiffe://shop/ns?x",
                "spiffe://shop/ns#x",
                "spiffe://shop/n%20s",
                "spiffe://shop/ns/ä"
            })
    void whatIsNoSpiffeIdIsRefusedInASentence(String id) {
        assertThatThrownBy(() -> PeerPattern.parse(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void anIdHasAtMost2048Bytes() {
        String id = "spiffe://shop/" + "a".repeat(2034);
        assertThat(PeerPattern.parse(id).matches(id)).isTrue();
        assertThatThrownBy(() -> PeerPattern.parse(id + "a")).hasMessageContaining("2048 bytes");
    }
}
