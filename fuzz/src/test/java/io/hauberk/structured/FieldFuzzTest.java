package io.hauberk.structured;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;

class FieldFuzzTest {
    @FuzzTest
    void aListSaysTheSameOnceWrittenAgain(FuzzedDataProvider data) throws MalformedFieldException {
        List<Member> list;
        try {
            list = StructuredFields.list(data.consumeRemainingAsString());
        } catch (MalformedFieldException e) {
            return;
        }
        String written = StructuredFields.write(list);
        assertThat(StructuredFields.write(StructuredFields.list(written))).isEqualTo(written);
    }

    @FuzzTest
    void aDictionarySaysTheSameOnceWrittenAgain(FuzzedDataProvider data) throws MalformedFieldException {
        Map<String, Member> dictionary;
        try {
            dictionary = StructuredFields.dictionary(data.consumeRemainingAsString());
        } catch (MalformedFieldException e) {
            return;
        }
        String written = StructuredFields.write(dictionary);
        assertThat(StructuredFields.write(StructuredFields.dictionary(written))).isEqualTo(written);
    }
}
