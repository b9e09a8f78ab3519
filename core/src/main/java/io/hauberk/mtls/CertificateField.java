package io.hauberk.mtls;

import io.hauberk.Headers;
import io.hauberk.identity.SpiffeId;
import io.hauberk.network.ClientCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** {@code Client-Cert} (RFC 9440): the certificate that a proxy has verified, whole. */
final class CertificateField {
    static final String NAME = ClientCertificate.FIELD;

    private CertificateField() {}

    /**
     * The name in the certificate, as that of a connection's would be; null if the field is malformed, or the certificate has
     * no name or is not valid now.
     */
    static @Nullable String name(Headers headers, InstantSource clock) {
        X509Certificate certificate = ClientCertificate.told(headers);
        if (certificate == null || !valid(certificate, clock)) {
            return null;
        }
        String id = SpiffeId.of(certificate);
        String name = id != null ? id : certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? null : name;
    }

    private static boolean valid(X509Certificate certificate, InstantSource clock) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }
}
