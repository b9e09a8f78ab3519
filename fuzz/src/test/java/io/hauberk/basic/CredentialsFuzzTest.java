package io.hauberk.basic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;

class CredentialsFuzzTest {
    @FuzzTest
    void credentialsAreReadOrRefused(FuzzedDataProvider data) {
        check(data.consumeRemainingAsString());
    }

    /** What is found by chance is seldom base64 of anything. */
    @FuzzTest
    void whatIsEncodedIsReadOrRefused(FuzzedDataProvider data) {
        check(Base64.getEncoder().encodeToString(data.consumeRemainingAsBytes()));
    }

    private static void check(String token) {
        UserPass read = UserPass.parse(token);
        if (read != null) {
            assertThat(read.user()).doesNotContain(":").doesNotContain("\0");
            assertThat(read.password()).doesNotContain("\0");
        }
    }
}
