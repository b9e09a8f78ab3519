package io.hauberk.jetty;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.ServerTls.Clients;
import io.hauberk.identity.ServerTls.Mode;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * What a port of an embedded Jetty needs to show an identity: HTTP/2 and HTTP/1.1 by ALPN over TLS 1.3 and 1.2, and, in
 * permissive mode, plain text on the same port.
 *
 * <pre>{@code
 * ServerConnector port = JettyTls.of(identity, ServerTls.mutual()).connector(server, new HttpConfiguration());
 * port.setPort(8443);
 * server.addConnector(port);
 * }</pre>
 *
 * <p>New connections show what the identity holds then; nothing is reloaded. Immutable, thread-safe.
 */
public final class JettyTls {
    private static final String TLS = "TLSv1\\.[23]";

    private final Identity identity;
    private final ServerTls tls;

    private JettyTls(Identity identity, ServerTls tls) {
        this.identity = identity;
        this.tls = tls;
    }

    /** For an identity. The connectors made do not close it. */
    public static JettyTls of(Identity identity, ServerTls tls) {
        return new JettyTls(identity, tls);
    }

    /** A connector for the server, not added to it yet, with Jetty's own numbers of threads. */
    public ServerConnector connector(Server server, HttpConfiguration http) {
        return new ServerConnector(server, null, null, null, -1, -1, protocols(http));
    }

    /**
     * The protocols of a connector, the first one first. A {@link SecureRequestCustomizer} is added to the configuration
     * if there is none; it does not compare the Host field with the certificate, which need not name it.
     */
    public ConnectionFactory[] protocols(HttpConfiguration http) {
        if (http.getCustomizer(SecureRequestCustomizer.class) == null) {
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        HttpConnectionFactory one = new HttpConnectionFactory(http);
        ConnectionFactory two = new HTTP2ServerConnectionFactory(http);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
        alpn.setDefaultProtocol(one.getProtocol());
        SslConnectionFactory secure = new SslConnectionFactory(contexts(), alpn.getProtocol());
        List<ConnectionFactory> all = tls.mode() == Mode.PERMISSIVE
                ? List.of(
                        new DetectorConnectionFactory(secure),
                        one,
                        new HTTP2CServerConnectionFactory(http),
                        secure,
                        alpn,
                        two)
                : List.of(secure, alpn, two, one);
        return all.toArray(ConnectionFactory[]::new);
    }

    private SslContextFactory.Server contexts() {
        SslContextFactory.Server contexts = new SslContextFactory.Server();
        contexts.setSslContext(identity.serverContext());
        contexts.setIncludeProtocols(TLS);
        contexts.setNeedClientAuth(tls.clients() == Clients.REQUIRED);
        contexts.setWantClientAuth(tls.clients() == Clients.OPTIONAL);
        return contexts;
    }
}
