package io.hauberk.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OnceTest {
    private final Once once = new Once();

    @Test
    void theSameKeyAgainGetsTheFirstAnswer() throws IOException {
        assertThat(once.answer("k", () -> "first")).isEqualTo("first");
        assertThat(once.answer("k", () -> "second")).isEqualTo("first");
        assertThat(once.answer("other", () -> "second")).isEqualTo("second");
    }

    @Test
    void whatFailedCanBeTriedAgain() throws IOException {
        assertThatThrownBy(() -> once.answer("k", () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(once.answer("k", () -> "second")).isEqualTo("second");
    }
}
