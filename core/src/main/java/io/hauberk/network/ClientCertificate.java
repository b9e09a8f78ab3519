package io.hauberk.network;

import io.hauberk.Request;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client showed: to us, or to the trusted proxy in front of us, which passes it on in {@code
 * Client-Cert} (RFC 9440). A proxy that forwards for somebody and says nothing had none from him; its own is not his.
 */
public final class ClientCertificate {
    private static final String FIELD = "Client-Cert";
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
        List<String> told = arrival.received().headers().all(FIELD);
        if (told.isEmpty()) {
            return forwards(arrival) ? null : request.exchange().caller().certificate();
        }
        return told.size() == 1 ? parse(told.get(0)) : null;
    }

    private static boolean forwards(Arrival arrival) {
        return arrival.received().headers().contains("Forwarded")
                || arrival.received().headers().contains("X-Forwarded-For");
    }

    /** A byte sequence of RFC 8941 §3.3.5, DER inside; null for anything else. */
    static @Nullable X509Certificate parse(String value) {
        String text = value.strip();
        if (text.length() < 3 || text.length() > MAX_LENGTH || !text.startsWith(":") || !text.endsWith(":")) {
            return null;
        }
        try {
            byte[] der = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
            ByteArrayInputStream in = new ByteArrayInputStream(der);
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return in.available() == 0 ? certificate : null;
        } catch (IllegalArgumentException | CertificateException e) {
            return null;
        }
    }
}
