package io.hauberk.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The peer that mutual TLS has verified: its SPIFFE ID, else the subject of its certificate. */
final class Peer {
    private static final int URI_NAME = 6;

    private Peer() {}

    static @Nullable String of(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        && chain.length > 0
                ? name(chain[0])
                : null;
    }

    /** A certificate with several URI names is no SVID (SPIFFE X.509-SVID §2), so its subject names the peer. */
    private static String name(X509Certificate certificate) {
        String spiffe = null;
        int uris = 0;
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0) instanceof Integer type && type == URI_NAME && name.get(1) instanceof String uri) {
                    uris++;
                    spiffe = uri.startsWith("spiffe://") ? uri : null;
                }
            }
        } catch (CertificateParsingException e) {
            return certificate.getSubjectX500Principal().getName();
        }
        return uris == 1 && spiffe != null
                ? spiffe
                : certificate.getSubjectX500Principal().getName();
    }
}
