package io.hauberk.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class PairsFuzzTest {
    @FuzzTest
    void whatIsTakenOutIsNotFoundAgain(FuzzedDataProvider data) {
        Pairs pairs = data.consumeBoolean() ? Pairs.COOKIES : Pairs.QUERY;
        String text = data.consumeRemainingAsString();
        List<String> found = new ArrayList<>();
        pairs.find(pairs.without(text, "key"), "key", found::add);
        assertThat(found).isEmpty();
    }
}
