package io.hauberk.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A program that shakes hands in one version of TLS after the other, and says how it went. */
final class OldVersions {
    private OldVersions() {}

    public static void main(String[] args) throws Exception {
        try (Identity identity = Identity.pem(Path.of(args[0]))) {
            Generation generation = identity.generation();
            KeyManager[] keys = generation.keys();
            SSLContext plain = Contexts.context(keys, generation.trust());
            tell("a plain server, TLSv1.1", meets(plain, "TLSv1.1", plain.getSocketFactory(), "TLSv1.1"));
            for (String version : new String[] {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"}) {
                tell(
                        "our server, " + version,
                        meets(identity.serverContext(), null, plain.getSocketFactory(), version));
            }
            System.out.println("our engines: "
                    + Arrays.toString(identity.serverContext().createSSLEngine().getEnabledProtocols()));
            try (TlsClient client = TlsClient.of("localhost", Tls.mutual(), identity)) {
                for (String version : new String[] {"TLSv1.1", "TLSv1.2"}) {
                    tell(
                            "our client, a server of " + version,
                            meets(plain, version, client.sockets().factory(), null));
                }
            }
        }
        System.exit(0);
    }

    private static void tell(String what, boolean accepted) {
        System.out.println(what + ": " + (accepted ? "accepted" : "refused"));
    }

    private static boolean meets(SSLContext server, String offered, SSLSocketFactory client, String asked)
            throws IOException {
        try (ServerSocket listener =
                server.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            if (offered != null) {
                ((SSLServerSocket) listener).setEnabledProtocols(new String[] {offered});
            }
            Thread serving = new Thread(() -> serve(listener));
            serving.setDaemon(true);
            serving.start();
            Socket connected = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            try (SSLSocket socket =
                    (SSLSocket) client.createSocket(connected, "localhost", listener.getLocalPort(), true)) {
                if (asked != null) {
                    socket.setEnabledProtocols(new String[] {asked});
                }
                socket.startHandshake();
                return socket.getInputStream().read() == 1;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private static void serve(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write(1);
        } catch (IOException e) {
            // It was refused; the other side says so.
            return;
        }
    }
}
