package io.hauberk.network;

import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.structured.Bytes;
import io.hauberk.structured.MalformedFieldException;
import io.hauberk.structured.StructuredFields;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client showed: to us, or to the trusted proxy in front of us, which passes it on in {@code
 * Client-Cert} (RFC 9440). A proxy that forwards for somebody and says nothing had none from him; its own is not his.
 */
public final class ClientCertificate {
    /** The field of RFC 9440. */
    public static final String FIELD = "Client-Cert";

    private static final int MAX_LENGTH = 16 * 1024;

    private ClientCertificate() {}

    /**
     * The certificate of who sent a request; null if there was none, and where what a proxy says cannot be read. {@link
     * Normalisation} has taken the field from everybody who is no trusted proxy.
     */
    public static @Nullable X509Certificate of(Request request) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        if (arrival == null || !arrival.trusted()) {
            return request.exchange().caller().certificate();
        }
        Headers received = arrival.received().headers();
        if (!received.contains(FIELD)) {
            return forwards(arrival) ? null : request.exchange().caller().certificate();
        }
        return told(received);
    }

    private static boolean forwards(Arrival arrival) {
        return arrival.received().headers().contains("Forwarded")
                || arrival.received().headers().contains("X-Forwarded-For");
    }

    /** The certificate that the fields tell; null where there is not exactly one, or it cannot be read. */
    public static @Nullable X509Certificate told(Headers headers) {
        List<String> lines = headers.all(FIELD);
        return lines.size() == 1 ? parse(lines.get(0)) : null;
    }

    /** Bytes as structured fields have them, DER inside; null for anything else. */
    static @Nullable X509Certificate parse(String value) {
        if (value.length() > MAX_LENGTH) {
            return null;
        }
        try {
            if (!(StructuredFields.item(value.strip()).value() instanceof Bytes bytes)) {
                return null;
            }
            ByteArrayInputStream in = new ByteArrayInputStream(bytes.toArray());
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            // The JDK reads texts as well, and the same certificate in two ways would be two.
            return Arrays.equals(certificate.getEncoded(), bytes.toArray()) ? certificate : null;
        } catch (MalformedFieldException | CertificateException e) {
            return null;
        }
    }
}
