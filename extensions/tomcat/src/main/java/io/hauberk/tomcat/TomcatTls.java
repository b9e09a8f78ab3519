package io.hauberk.tomcat;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.ServerTls.Mode;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * Has a port of an embedded Tomcat show an identity: TLS 1.3 and 1.2, HTTP/2 by ALPN and HTTP/1.1.
 *
 * <pre>{@code
 * Connector port = new Connector();
 * port.setPort(8443);
 * TomcatTls.of(identity, ServerTls.mutual()).secure(port);
 * tomcat.setConnector(port);
 * }</pre>
 *
 * <p>New connections show what the identity holds then; nothing is reloaded. A Tomcat port is TLS or plain text, so there is
 * no permissive mode: give those who still speak plain text a second connector. Immutable, thread-safe.
 */
public final class TomcatTls {
    private final Identity identity;
    private final ServerTls tls;

    private TomcatTls(Identity identity, ServerTls tls) {
        this.identity = identity;
        this.tls = tls;
    }

    /**
     * For an identity. The connector does not close it.
     *
     * @throws IllegalArgumentException if the mode is permissive
     */
    public static TomcatTls of(Identity identity, ServerTls tls) {
        if (tls.mode() == Mode.PERMISSIVE) {
            throw new IllegalArgumentException(
                    "A port of Tomcat speaks either TLS or plain text. Take strict mode, and a"
                            + " second connector for those who still speak plain text.");
        }
        return new TomcatTls(identity, tls);
    }

    /**
     * Sets up a connector that has not started: for TLS, and for HTTP/2, which takes Tomcat's {@code useAsyncIO} off.
     */
    public void secure(Connector connector) {
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("SSLEnabled", "true");
        connector.addUpgradeProtocol(new Http2Protocol());
        // With it Tomcat 11.0.27 now and then loses its place among the frames of an upload.
        connector.setProperty("useAsyncIO", "false");
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("+TLSv1.3+TLSv1.2");
        host.setCertificateVerification(
                switch (tls.clients()) {
                    case NONE -> "none";
                    case OPTIONAL -> "optional";
                    case REQUIRED -> "required";
                });
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setSslContext(new NewestContext(identity));
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
    }
}
