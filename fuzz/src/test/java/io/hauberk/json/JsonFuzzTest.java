package io.hauberk.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class JsonFuzzTest {
    @FuzzTest
    void aTextIsReadOrNothing(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        assertThat(Json.object(text) != null && Json.list(text) != null).isFalse();
        Tree.object(text).at("a", "b").number(1);
    }
}
