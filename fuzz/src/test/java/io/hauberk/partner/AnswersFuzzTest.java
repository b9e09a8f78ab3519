package io.hauberk.partner;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class AnswersFuzzTest {
    @FuzzTest
    void limitsAreReadOrNone(FuzzedDataProvider data) {
        assertThat(ItemReader.read(data.consumeRemainingAsString())).doesNotContainNull();
    }
}
