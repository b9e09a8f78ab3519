package io.hauberk.tomcat;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.ServerTls.Mode;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * Has a port of an embedded Tomcat show an identity: TLS 1.3 and 1.2, HTTP/2 by ALPN and HTTP/1.1, and, in permissive mode,
 * plain text on the same port.
 *
 * <pre>{@code
 * Connector port = TomcatTls.of(identity, ServerTls.mutual()).connector();
 * port.setPort(8443);
 * tomcat.setConnector(port);
 * }</pre>
 *
 * <p>New connections show what the identity holds then; nothing is reloaded. In permissive mode each request says by itself
 * whether it is secure; in plain text HTTP/2 is spoken by prior knowledge or by upgrade. Immutable, thread-safe.
 */
public final class TomcatTls {
    private final Identity identity;
    private final ServerTls tls;

    private TomcatTls(Identity identity, ServerTls tls) {
        this.identity = identity;
        this.tls = tls;
    }

    /** For an identity. The connectors do not close it. */
    public static TomcatTls of(Identity identity, ServerTls tls) {
        return new TomcatTls(identity, tls);
    }

    /**
     * A connector, not added to a server yet, set up as by {@link #secure}.
     *
     * @throws IllegalStateException if the mode is permissive, and the Tomcat on the class path is built otherwise inside than
     *     those that this was made for
     */
    public Connector connector() {
        Connector connector = tls.mode() == Mode.PERMISSIVE ? new Connector(new PermissiveProtocol()) : new Connector();
        secure(connector);
        return connector;
    }

    /**
     * Sets up a connector that has not started: for TLS, and for HTTP/2, which takes Tomcat's {@code useAsyncIO} off.
     *
     * @throws IllegalArgumentException if the mode is permissive, and the connector's protocol is not {@link PermissiveProtocol}, or
     *     the other way round
     */
    public void secure(Connector connector) {
        boolean permissive = tls.mode() == Mode.PERMISSIVE;
        if (permissive != connector.getProtocolHandler() instanceof PermissiveProtocol) {
            throw new IllegalArgumentException(
                    permissive
                            ? "This connector was made for TLS or for plain text, and cannot take both. In permissive mode"
                                    + " have the connector made by TomcatTls.connector()."
                            : "This connector was made for permissive mode, and would take plain text in strict mode, too."
                                    + " Give strict mode another connector.");
        }
        if (!permissive) {
            connector.setScheme("https");
            connector.setSecure(true);
        }
        connector.setProperty("SSLEnabled", "true");
        connector.addUpgradeProtocol(permissive ? new PermissiveHttp2() : new Http2Protocol());
        // With it Tomcat 11.0.27 now and then loses its place among the frames of an upload.
        connector.setProperty("useAsyncIO", "false");
        connector.addSslHostConfig(host());
    }

    private SSLHostConfig host() {
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
        return host;
    }
}
