package io.hauberk.tomcat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * Takes connections of which it is not known yet whether they speak TLS. Each gets channels of its own: Tomcat's cache of
 * used ones is off, so that nothing of one connection can reach another.
 */
final class PermissiveEndpoint extends NioEndpoint {
    @Override
    public void startInternal() throws Exception {
        socketProperties.setBufferPool(0);
        super.startInternal();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        boolean counted = false;
        try {
            PermissiveSocket connection = new PermissiveSocket(new FirstBytes(buffers()), this);
            connection.getSocket().reset(socket, connection);
            connections.put(socket, connection);
            // From here on, who closes it finds it there.
            counted = true;
            prepare(socket);
            connection.setReadTimeout(getConnectionTimeout());
            connection.setWriteTimeout(getConnectionTimeout());
            connection.setKeepAliveLeft(getMaxKeepAliveRequests());
            getPoller().register(connection);
            return true;
        } catch (IOException | RuntimeException e) {
            getLog().error("A connection was closed, since it could not be set up.", e);
            return false;
        } finally {
            if (!counted) {
                destroySocket(socket);
            }
        }
    }

    private void prepare(SocketChannel socket) throws IOException {
        socket.configureBlocking(false);
        if (getUnixDomainSocketPath() == null) {
            socketProperties.setProperties(socket.socket());
        }
    }

    private SocketBufferHandler buffers() {
        return new SocketBufferHandler(
                socketProperties.getAppReadBufSize(),
                socketProperties.getAppWriteBufSize(),
                socketProperties.getDirectBuffer());
    }
}
