package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.identity.SpiffeId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

class ClientCertificateFuzzTest {
    @FuzzTest
    void aFieldIsReadOrNot(FuzzedDataProvider data) {
        X509Certificate certificate = ClientCertificate.parse(data.consumeRemainingAsString());
        if (certificate != null) {
            SpiffeId.of(certificate);
        }
    }

    @FuzzTest
    void whatIsReadIsAllThatWasSent(FuzzedDataProvider data) throws CertificateEncodingException {
        byte[] der = data.consumeRemainingAsBytes();
        X509Certificate certificate =
                ClientCertificate.parse(':' + Base64.getEncoder().encodeToString(der) + ':');
        if (certificate != null) {
            assertThat(certificate.getEncoded()).isEqualTo(der);
            SpiffeId.of(certificate);
            assertThat(certificate.getSubjectX500Principal().getName()).isNotNull();
        }
    }
}
