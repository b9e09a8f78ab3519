package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class NamesFuzzTest {
    @FuzzTest
    void anIdIsOneOrHasAFault(FuzzedDataProvider data) {
        String id = data.consumeRemainingAsString();
        if (SpiffeId.fault(id) == null) {
            assertThat(id).startsWith("spiffe://").doesNotContain("?", "#", "%", "/./", "/../");
            assertThat(SpiffeId.domainFault(SpiffeId.trustDomain(id))).isNull();
        }
        if (PeerPattern.fault(id) == null) {
            assertThat(PeerPattern.parse(id).toString()).isNotBlank();
        }
    }

    @FuzzTest
    void aFileOfCertificatesIsReadOrRefused(FuzzedDataProvider data) {
        try {
            Pem.certificates("tls.crt", data.consumeRemainingAsBytes());
        } catch (BadMaterialException e) {
            assertThat(e.getMessage()).contains("tls.crt");
        }
    }
}
