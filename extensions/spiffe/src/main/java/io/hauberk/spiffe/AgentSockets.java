package io.hauberk.spiffe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/** Sockets to one agent, whatever address they are told to connect to. */
final class AgentSockets extends SocketFactory {
    private final SocketAddress agent;

    AgentSockets(SocketAddress agent) {
        this.agent = agent;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new AgentSocket(agent);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        Socket socket = createSocket();
        socket.connect(agent);
        return socket;
    }
}
