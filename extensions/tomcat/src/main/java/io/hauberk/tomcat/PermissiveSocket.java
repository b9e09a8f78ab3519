package io.hauberk.tomcat;

import jakarta.servlet.ServletConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A connection: first a channel that waits for its first bytes, then, once and for good, Tomcat's own channel for TLS or for
 * plain text. Only the former can tell of a peer, so a connection in plain text has none by its type.
 */
final class PermissiveSocket extends NioSocketWrapper {
    private final NioEndpoint endpoint;
    private volatile boolean secure;
    private volatile @Nullable ServletConnection told;

    PermissiveSocket(FirstBytes channel, NioEndpoint endpoint) {
        super(channel, endpoint);
        this.endpoint = endpoint;
    }

    /** Goes on in plain text, beginning with these bytes. */
    void plain(SocketChannel socket, ByteBuffer first) throws IOException {
        NioChannel channel = new NioChannel(getSocket().getBufHandler());
        channel.reset(socket, this);
        unRead(first);
        reset(channel);
    }

    /** Goes on with TLS, beginning with these bytes. */
    NioChannel tls(SocketChannel socket, ByteBuffer first) throws IOException {
        NioChannel channel = new TlsFromFirstBytes(getSocket().getBufHandler(), endpoint, first);
        channel.reset(socket, this);
        secure = true;
        reset(channel);
        return channel;
    }

    @Override
    public ServletConnection getServletConnection(String protocol, String protocolConnectionId) {
        ServletConnection known = told;
        if (known == null) {
            known = new Told(super.getServletConnection(protocol, protocolConnectionId));
            told = known;
        }
        return known;
    }

    /** What Tomcat says of it, but for what it would say of the port. */
    private final class Told implements ServletConnection {
        private final ServletConnection port;

        private Told(ServletConnection port) {
            this.port = port;
        }

        @Override
        public String getConnectionId() {
            return port.getConnectionId();
        }

        @Override
        public String getProtocol() {
            return port.getProtocol();
        }

        @Override
        public String getProtocolConnectionId() {
            return port.getProtocolConnectionId();
        }

        @Override
        public boolean isSecure() {
            return secure;
        }
    }
}
