package io.hauberk.servlet;

import io.hauberk.Caller;
import io.hauberk.identity.SpiffeId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The peer that mutual TLS has verified: its SPIFFE ID, else the subject of its certificate. */
final class Peer {
    private Peer() {}

    /** What the connection says of the caller: its address, and the certificate that it showed. */
    static Caller caller(HttpServletRequest request) {
        Caller caller = Caller.unknown().withAddress(request.getRemoteAddr());
        X509Certificate certificate = certificate(request);
        return certificate == null ? caller : caller.withPeer(name(certificate)).withCertificate(certificate);
    }

    private static @Nullable X509Certificate certificate(HttpServletRequest request) {
        return request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        && chain.length > 0
                ? chain[0]
                : null;
    }

    /** A certificate without exactly one well-formed SPIFFE ID is no SVID (X.509-SVID §2), so its subject names the peer. */
    private static String name(X509Certificate certificate) {
        String spiffe = SpiffeId.of(certificate);
        return spiffe != null ? spiffe : certificate.getSubjectX500Principal().getName();
    }
}
