package io.hauberk.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class SignedFuzzTest {
    @FuzzTest
    void parametersAreReadOrRefused(FuzzedDataProvider data) {
        Signed read = Signed.parse(data.consumeRemainingAsString());
        if (read != null) {
            assertThat(read.toString()).isNotBlank();
        }
    }
}
