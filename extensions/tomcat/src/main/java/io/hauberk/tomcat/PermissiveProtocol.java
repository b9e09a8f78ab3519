package io.hauberk.tomcat;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;

/**
 * Tomcat's HTTP on a port of TLS and plain text, for frameworks that make the connector themselves, by the name of a
 * protocol's class; {@link TomcatTls#secure} then sets it up. Everybody else takes {@link TomcatTls#connector()}.
 *
 * <p>To Tomcat's HTTP it seems a port of plain text, so that whatever nobody has corrected is taken as plain and never as
 * secure. Of each request it is said what its connection is.
 */
public final class PermissiveProtocol extends Http11NioProtocol {
    /**
     * One that has not started, without an identity yet.
     *
     * @throws IllegalStateException if the Tomcat on the class path is built otherwise inside than those that this was made
     *     for
     */
    public PermissiveProtocol() {
        super(endpoint());
    }

    private static NioEndpoint endpoint() {
        TomcatInside.require();
        return new PermissiveEndpoint();
    }

    /** Always false: it is the connections that have TLS, or have it not. */
    @Override
    public boolean isSSLEnabled() {
        return false;
    }

    /** Takes over whom requests are handed to. */
    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new TrueScheme(adapter));
    }
}
