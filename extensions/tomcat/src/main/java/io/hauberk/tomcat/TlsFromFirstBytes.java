package io.hauberk.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/** Tomcat's TLS on a connection of which the first bytes have been read. */
final class TlsFromFirstBytes extends SecureNioChannel {
    private final ByteBuffer first;

    TlsFromFirstBytes(SocketBufferHandler buffers, NioEndpoint endpoint, ByteBuffer first) {
        super(buffers, endpoint);
        this.first = first;
    }

    /** Called once with the connection, and once more with none when that has ended. */
    @Override
    public void reset(@Nullable SocketChannel socket, @Nullable NioSocketWrapper connection) throws IOException {
        super.reset(socket, connection);
        if (socket != null) {
            netInBuffer.put(first);
        }
    }
}
