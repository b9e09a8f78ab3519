package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class PathFuzzTest {
    @FuzzTest
    void aPathHasOneFormOrAFlaw(FuzzedDataProvider data) {
        CanonicalPath path = CanonicalPath.of('/' + data.consumeRemainingAsString());
        if (path.flaw() != null) {
            return;
        }
        CanonicalPath again = CanonicalPath.of(path.text());
        assertThat(again.flaw()).isNull();
        assertThat(again.text()).isEqualTo(path.text());
        assertThat(path.text()).doesNotContain("//", "/./", "/../", ";", "\\", "#", "?", "%00", "%2E", "%2e", "%5C");
        assertThat(path.text().chars()).allMatch(c -> c > 0x20 && c < 0x7f);
        if (!path.encodedSlash()) {
            assertThat(path.text()).doesNotContainIgnoringCase("%2f");
        }
    }
}
