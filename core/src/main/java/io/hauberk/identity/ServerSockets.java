package io.hauberk.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/** Blocking server sockets. Each keeps the generation that it was made with; engines are what rotates. */
final class ServerSockets extends SSLServerSocketFactory {
    private final Supplier<SSLContext> newest;

    ServerSockets(Supplier<SSLContext> newest) {
        this.newest = newest;
    }

    private SSLServerSocketFactory factory() {
        return newest.get().getServerSocketFactory();
    }

    private static ServerSocket modern(ServerSocket socket) {
        ((SSLServerSocket) socket).setEnabledProtocols(Contexts.versions());
        return socket;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return modern(factory().createServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return modern(factory().createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return modern(factory().createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return modern(factory().createServerSocket(port, backlog, address));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory().getSupportedCipherSuites();
    }
}
