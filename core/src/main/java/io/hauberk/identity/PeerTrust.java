package io.hauberk.identity;

import io.hauberk.json.Plain;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose chain is good and who is the one that we mean: by a DNS name, or by SPIFFE ID. Both are judged
 * within the handshake. A chain without a connection cannot be judged and is refused.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final X509ExtendedTrustManager chains;
    private final String serverName;
    private final List<PeerPattern> peers;

    PeerTrust(X509ExtendedTrustManager chains, String serverName, List<PeerPattern> peers) {
        this.chains = chains;
        this.serverName = serverName;
        this.peers = peers;
    }

    /** Has the JDK compare the server name within {@link X509ExtendedTrustManager}, unless SPIFFE IDs count. */
    void configure(SSLParameters parameters) {
        if (peers.isEmpty()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        SSLParameters parameters = socket instanceof SSLSocket tls ? tls.getSSLParameters() : new SSLParameters();
        requireIdentification(parameters);
        try {
            chains.checkServerTrusted(chain, authType, socket);
        } catch (CertificateException e) {
            throw explained(e, chain);
        }
        requireIdentity(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireIdentification(engine.getSSLParameters());
        try {
            chains.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw explained(e, chain);
        }
        requireIdentity(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("A certificate without its connection cannot be judged: its name is unknown.");
    }

    private void requireIdentification(SSLParameters parameters) throws CertificateException {
        if (peers.isEmpty() && !"HTTPS".equals(parameters.getEndpointIdentificationAlgorithm())) {
            throw new CertificateException("This connection does not compare names, so nobody is accepted on it.");
        }
    }

    private void requireIdentity(X509Certificate certificate) throws CertificateException {
        if (peers.isEmpty()) {
            // The JDK has compared names, but it falls back on the common name, which RFC 9525 §2 rules out.
            if (!holdsName(certificate)) {
                throw new CertificateException("The server's certificate holds no DNS name or address, so it cannot be "
                        + serverName + ". Issue it with a subject alternative name.");
            }
            return;
        }
        String id = SpiffeId.of(certificate);
        if (id == null) {
            throw new CertificateException(
                    "The server's certificate does not hold exactly one URI, a SPIFFE ID, so it is" + " none of "
                            + peers + ".");
        }
        for (PeerPattern peer : peers) {
            if (peer.matches(id)) {
                return;
            }
        }
        throw new CertificateException("The server is " + id + ", which is none of " + peers + ".");
    }

    private static boolean holdsName(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.get(0) instanceof Integer type && (type == DNS || type == ADDRESS)) {
                return true;
            }
        }
        return false;
    }

    /** Says which name was asked for: the JDK's message says only what was found. */
    private CertificateException explained(CertificateException e, X509Certificate[] chain) {
        String names;
        try {
            names = String.valueOf(chain[0].getSubjectAlternativeNames());
        } catch (CertificateParsingException unreadable) {
            names = "none that can be read";
        }
        return new CertificateException(
                "The server is not trusted as " + (peers.isEmpty() ? serverName : peers) + ": "
                        + Plain.text(e.getMessage()) + ". Its certificate is for " + Plain.text(names)
                        + " and was issued by " + Plain.text(chain[0].getIssuerX500Principal()) + ".",
                e);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
