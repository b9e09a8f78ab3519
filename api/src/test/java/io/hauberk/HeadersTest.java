package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private final Headers headers = Headers.of("A", "1", "B", "2", "a", "3");

    @Test
    void namesAreComparedWithoutCase() {
        assertThat(headers.first("a")).isEqualTo("1");
        assertThat(headers.all("A")).containsExactly("1", "3");
        assertThat(headers.contains("b")).isTrue();
        assertThat(headers.first("c")).isNull();
        assertThat(headers.all("c")).isEmpty();
    }

    @Test
    void linesKeepTheirOrderAndTheirCase() {
        List<String> lines = new ArrayList<>();
        headers.forEach(field -> lines.add(field.getKey() + field.getValue()));

        assertThat(lines).containsExactly("A1", "B2", "a3");
        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers.name(2)).isEqualTo("a");
        assertThat(headers.value(2)).isEqualTo("3");
    }

    @Test
    void settingAFieldKeepsItsPlaceAndRemovesItsOtherLines() {
        assertThat(headers.with("a", "x")).isEqualTo(Headers.of("A", "x", "B", "2"));
        assertThat(headers.with("C", "x")).isEqualTo(Headers.of("A", "1", "B", "2", "a", "3", "C", "x"));
    }

    @Test
    void addingAndRemoving() {
        assertThat(headers.adding("a", "4").all("A")).containsExactly("1", "3", "4");
        assertThat(headers.without("A")).isEqualTo(Headers.of("B", "2"));
        assertThat(headers.without("C")).isSameAs(headers);
        assertThat(headers.without("A").without("B")).isEqualTo(Headers.empty());
    }

    @Test
    void severalEditsMakeOneCopyAndLeaveTheOriginal() {
        Headers edited = headers.edit()
                .remove("B")
                .set("C", "c")
                .add("D", "d")
                .addAll(Headers.of("E", "e"))
                .removeIf((name, value) -> value.equals("3"))
                .build();

        assertThat(edited).isEqualTo(Headers.of("A", "1", "C", "c", "D", "d", "E", "e"));
        assertThat(headers.size()).isEqualTo(3);
    }

    @Test
    void anEditGrowsAsNeeded() {
        Headers.Edit edit = Headers.Edit.withRoomFor(0);
        for (int i = 0; i < 100; i++) {
            edit.add("N" + i, "v");
        }

        assertThat(edit.build().size()).isEqualTo(100);
    }

    @Test
    void whatAnEditHasBuiltDoesNotChangeWithTheEdit() {
        Headers.Edit edit = Headers.Edit.withRoomFor(1).add("A", "1");
        Headers built = edit.build();
        edit.set("A", "2");

        assertThat(built.first("A")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "ä", "a\r\nb", "a\0", "(a)", "a/b", "{a}"})
    void namesAreTokens(String name) {
        assertThatThrownBy(() -> Headers.of(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a header name");
        assertThatThrownBy(() -> headers.adding(name, "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.with(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofAllCharactersNamesHoldTokensAndValuesAllButLineBreaksAndNul() {
        List<Integer> wrong = new ArrayList<>();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "x" + (char) c;
            boolean name = text.matches("x[A-Za-z0-9!#$%&'*+.^_`|~-]");
            boolean value = c != '\r' && c != '\n' && c != 0;
            if (taken(text, "v") != name || taken("A", text) != value) {
                wrong.add(c);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean taken(String name, String value) {
        try {
            Headers.of(name, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "\r\nX-Evil: 1"})
    void valuesHoldNoLineBreaks(String value) {
        assertThatThrownBy(() -> Headers.of("A", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line break")
                .hasMessageNotContaining("Evil");
        assertThatThrownBy(() -> headers.adding("A", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.with("A", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> headers.with("New", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachNameHasAValue() {
        assertThatThrownBy(() -> Headers.of("A")).hasMessageContaining("1 strings");
    }

    @Test
    void theirTextHoldsNoValues() {
        assertThat(Headers.of("Authorization", "secret", "A", "b").toString()).isEqualTo("[Authorization, A]");
    }

    @Test
    void theIteratorEnds() {
        var iterator = Headers.of("A", "1").iterator();

        assertThat(iterator.next()).isEqualTo(Map.entry("A", "1"));
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void equalLinesAreEqualHeaders() {
        assertThat(Headers.of("A", "1")).isEqualTo(Headers.of("A", "1")).hasSameHashCodeAs(Headers.of("A", "1"));
        assertThat(Headers.of("A", "1")).isNotEqualTo(Headers.of("A", "2"));
    }
}
