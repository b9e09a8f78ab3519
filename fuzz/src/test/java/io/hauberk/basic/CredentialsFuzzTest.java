package io.hauberk.basic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class CredentialsFuzzTest {
    @FuzzTest
    void credentialsAreReadOrRefused(FuzzedDataProvider data) {
        UserPass read = UserPass.parse(data.consumeRemainingAsString());
        if (read != null) {
            assertThat(read.user()).doesNotContain(":").doesNotContain("\0");
            assertThat(read.password()).doesNotContain("\0");
        }
    }
}
