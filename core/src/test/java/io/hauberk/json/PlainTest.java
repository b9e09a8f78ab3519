package io.hauberk.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void whatCouldBeginALineOrChangeTheLookOfOneIsAnEscape() {
        assertThat(Plain.text("a\nb\r\tc\u0000")).isEqualTo("a\\u000ab\\u000d\\u0009c\\u0000");
        assertThat(Plain.text("\u001b[31m\u007f\u0085\u2028\u202e\ufeff"))
                .isEqualTo("\\u001b[31m\\u007f\\u0085\\u2028\\u202e\\ufeff");
        assertThat(Plain.text("a\ud800b")).doesNotContain("\ud800");
    }

    @Test
    void textThatIsHarmlessStaysAsItIs() {
        String text = "Größe \"x\" C:\\temp \ud83d\ude00 日本";
        assertThat(Plain.text(text)).isEqualTo(text);
        assertThat(Plain.text(null)).isEqualTo("null");
    }

    @Test
    void itIsCutWhereItIsTooLong() {
        assertThat(Plain.text("x".repeat(1000))).isEqualTo("x".repeat(1000));
        assertThat(Plain.text("x".repeat(100_000))).isEqualTo("x".repeat(1000) + "...");
        assertThat(Plain.text("\n".repeat(100_000))).hasSizeLessThan(7000).endsWith("...");
    }
}
