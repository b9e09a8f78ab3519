package io.hauberk.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/** A socket that goes to its endpoint's port, whatever port the URL has. */
final class EndpointSocket extends Socket {
    private final int port;

    EndpointSocket(int port) {
        this.port = port;
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        InetAddress host = ((InetSocketAddress) address).getAddress();
        if (host == null) {
            throw new UnknownHostException(address.toString());
        }
        // A head and a small body are two writes; the second must not wait for the first to be acknowledged.
        setTcpNoDelay(true);
        super.connect(new InetSocketAddress(host, port), timeout);
    }
}
