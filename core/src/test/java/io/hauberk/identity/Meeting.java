package io.hauberk.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server with an identity that asks for a certificate, and answers one byte. */
final class Meeting implements AutoCloseable {
    private final SSLServerSocket listener;
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    Meeting(Identity identity) throws IOException {
        listener = (SSLServerSocket) identity.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        Thread thread = new Thread(this::serve, "meeting");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.startHandshake();
                X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                seen.add(String.valueOf(SpiffeId.of(peer)));
                socket.getOutputStream().write(1);
                socket.getInputStream().read();
            } catch (IOException e) {
                // The client was refused or went away, or the test is over.
                continue;
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The client as the server saw it. */
    String call(TlsClient client) throws IOException, InterruptedException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port());
        try (SSLSocket socket = (SSLSocket) client.sockets().factory().createSocket(plain, "x", port(), true)) {
            socket.startHandshake();
            // In TLS 1.3 a server refuses a client after the client's handshake has ended.
            if (socket.getInputStream().read() != 1) {
                throw new IOException("The server has closed the connection.");
            }
            socket.getOutputStream().write(1);
            return seen.poll(60, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
