package io.hauberk.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS sockets to one server name, whatever name or address the connection was made to. Compared by identity, as pools
 * of connections do.
 */
final class NamedSockets extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final String serverName;
    private final PeerTrust trust;

    NamedSockets(SSLSocketFactory factory, String serverName, PeerTrust trust) {
        this.factory = factory;
        this.serverName = serverName;
        this.trust = trust;
    }

    /** A socket on top of a connected one; {@code host} says where that leads and proves nothing. */
    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(connected, serverName, port, autoClose);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(Contexts.versions());
        if (!ServerName.address(serverName)) {
            // By itself the JDK sends no name of a single label, such as a service's.
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        trust.configure(parameters);
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(new Socket(host, port), host, port, true);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(new Socket(host, port, local, localPort), host, port, true);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(new Socket(host, port), serverName, port, true);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(new Socket(host, port, local, localPort), serverName, port, true);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }
}
