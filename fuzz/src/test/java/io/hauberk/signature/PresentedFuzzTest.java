package io.hauberk.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.Headers;
import java.util.List;

class PresentedFuzzTest {
    @FuzzTest
    void signaturesAreReadOrRefused(FuzzedDataProvider data) {
        Headers headers;
        try {
            headers = Headers.of(
                    "Signature-Input", data.consumeAsciiString(500), "Signature", data.consumeRemainingAsAsciiString());
        } catch (IllegalArgumentException e) {
            return; // No container lets these through.
        }
        List<Presented> read = Presented.of(headers, null);
        if (read != null) {
            assertThat(read).doesNotContainNull();
        }
    }
}
