package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePatternTest {
    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, ABC, false",
        "abc, abcd, false",
        "'', '', true",
        "'', a, false",
        "abc*, abc, true",
        "abc*, abcd, true",
        "abc*, ab, false",
        "abc*, Abcd, false",
        "*abc, abc, true",
        "*abc, xabc, true",
        "*abc, abcx, false",
        "*, a, true",
        "*, '', false",
    })
    void aStarStandsForAnythingAtTheBeginningOrTheEnd(String pattern, String value, boolean fits) {
        assertThat(ValuePattern.of(pattern).matches(value)).isEqualTo(fits);
        assertThat(ValuePattern.of(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*b", "**", "*a*", "a**", "***", "*a*b"})
    void aStarElsewhereIsAFault(String pattern) {
        assertThatThrownBy(() -> ValuePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a star where none may be");
    }

    @Test
    void coveringAndOverlappingAreWhatTheySayForAllShortValues() {
        String[] patterns = {"", "a", "b", "ab", "a*", "b*", "ab*", "*a", "*b", "*ab", "*"};
        String[] values = {
            "", "a", "b", "aa", "ab", "ba", "bb", "aab", "aba", "bab", "abab", "baab", "x", "xa", "ax", "xab", "abx"
        };
        for (String left : patterns) {
            for (String right : patterns) {
                ValuePattern one = ValuePattern.of(left);
                ValuePattern two = ValuePattern.of(right);
                boolean covers = true;
                boolean overlaps = false;
                for (String value : values) {
                    covers &= !two.matches(value) || one.matches(value);
                    overlaps |= one.matches(value) && two.matches(value);
                }
                assertThat(one.covers(two)).as("%s covers %s", left, right).isEqualTo(covers);
                assertThat(one.overlaps(two)).as("%s overlaps %s", left, right).isEqualTo(overlaps);
                assertThat(one.matches(one.example())).isTrue();
            }
        }
    }
}
