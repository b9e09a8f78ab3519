package io.hauberk.mtls;

import io.hauberk.Headers;
import io.hauberk.identity.SpiffeId;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.StructuredFields;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Client-Cert} (RFC 9440): the certificate that a proxy has verified, whole. */
final class CertificateField {
    static final String NAME = "Client-Cert";
    private static final int MAX_LENGTH = 16 * 1024;

    private CertificateField() {}

    /** The name in the certificate, as that of a connection's would be; null if the field is malformed, or it is not valid now. */
    static @Nullable String name(Headers headers, InstantSource clock) {
        List<String> lines = headers.all(NAME);
        if (lines.size() != 1 || lines.get(0).length() > MAX_LENGTH) {
            return null;
        }
        try {
            if (!(StructuredFields.item(lines.get(0)).value() instanceof Bytes bytes)) {
                return null;
            }
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes.toArray()));
            certificate.checkValidity(Date.from(clock.instant()));
            String id = SpiffeId.of(certificate);
            return id != null ? id : certificate.getSubjectX500Principal().getName();
        } catch (MalformedFieldException | CertificateException e) {
            return null;
        }
    }
}
