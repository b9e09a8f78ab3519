package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeptBodyTest {
    private static Body once(byte[] bytes, boolean known) {
        return Body.of(new ByteArrayInputStream(bytes), known ? bytes.length : -1);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 300)
    void howeverFarAttemptsGetTheNextOneBeginsAtTheBeginningAsLongAsAllThatPassedWasKept(
            @ForAll @IntRange(min = 1, max = 4000) int length,
            @ForAll @IntRange(min = 1, max = 4000) int max,
            @ForAll boolean known,
            @ForAll List<@IntRange(min = 0, max = 5000) Integer> attempts)
            throws IOException {
        byte[] bytes = bytes(length);
        Body body = KeptBody.of(once(bytes, known), max);
        int furthest = 0;
        for (int attempt : attempts) {
            if (furthest > max || !body.replayable() && body.opened()) {
                assertThat(body.replayable()).isFalse();
                assertThatThrownBy(body::open).isInstanceOf(IllegalStateException.class);
                return;
            }
            try (InputStream in = body.open()) {
                byte[] read = in.readNBytes(attempt);
                assertThat(read).isEqualTo(Arrays.copyOf(bytes, Math.min(attempt, length)));
                furthest = Math.max(furthest, read.length);
            }
        }
        assertThat(body.length()).isEqualTo(known ? length : -1);
    }

    @Test
    void whatNeedsNoKeepingIsLeftAlone() throws IOException {
        Body replayable = Body.of("hi");
        Body large = once(new byte[11], true);
        Body opened = once(new byte[3], true);
        opened.open();
        for (Body body : new Body[] {Body.empty(), replayable, large, opened}) {
            assertThat(KeptBody.of(body, 10)).isSameAs(body);
        }
        Body small = once(new byte[3], true);
        assertThat(KeptBody.of(small, 0)).isSameAs(small);
        assertThat(KeptBody.of(small, 10)).isNotSameAs(small);
    }
}
