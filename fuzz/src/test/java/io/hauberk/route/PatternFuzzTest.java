package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class PatternFuzzTest {
    @FuzzTest
    void aPatternMatchesOrIsRefused(FuzzedDataProvider data) {
        String pattern = data.consumeString(200);
        String path = '/' + data.consumeRemainingAsString();
        try {
            PathPattern read = PathPattern.of(pattern);
            read.matches(path);
            assertThat(PathPattern.of(read.toString())).isEqualTo(read);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            PathPattern.rule(pattern).matches(path);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            ValuePattern.of(pattern).matches(path);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
