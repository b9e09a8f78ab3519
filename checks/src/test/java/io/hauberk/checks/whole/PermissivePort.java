package io.hauberk.checks.whole;

import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A port that takes mutual TLS and plain text, and clients of it, byte by byte. */
final class PermissivePort implements AutoCloseable {
    static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    static final Credentials CALLER = AUTHORITY.issue("spiffe://shop/ns/prod/sa/caller");
    /** What is told of a request in plain text. */
    static final String PLAIN = "http plain plain nobody";

    /** One for each, so that its later connections go on with the session of earlier ones. */
    private final Map<Credentials, SSLContext> contexts = new ConcurrentHashMap<>();

    private final Identity identity;
    private final Container.Running running;

    PermissivePort(SecureContainer kind, Path folder) throws Exception {
        this(kind, folder, context -> context.addServlet("told", new Told()).addMapping("/*"));
    }

    PermissivePort(SecureContainer kind, Path folder, Consumer<ServletContext> deployment) throws Exception {
        AUTHORITY.issue("localhost", "127.0.0.1").writeTo(folder);
        identity = Identity.pem(folder);
        running = kind.start(identity, ServerTls.mutual().permissive(), deployment);
    }

    int port() {
        return running.port();
    }

    /** What is told of a request with this certificate. */
    static String of(Credentials client) {
        return "https secure secure " + client.certificate().getSerialNumber();
    }

    /** A connection with TLS. */
    SSLSocket tls(Credentials client) throws IOException {
        return tls(client, connect());
    }

    SSLSocket tls(Credentials client, Socket socket) throws IOException {
        SSLContext context = contexts.computeIfAbsent(client, Credentials::sslContext);
        return (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port(), true);
    }

    /** A connection in plain text. */
    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** A connection that sends each byte by itself. */
    Socket dripping() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port()) {
            @Override
            public OutputStream getOutputStream() throws IOException {
                // It writes byte by byte what it is given as a whole.
                return new FilterOutputStream(super.getOutputStream());
            }
        };
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Requests, all sent before the first answer is read; the last one ends the connection. The bodies of the answers. */
    static List<String> told(Socket socket, int requests) throws IOException {
        String next = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return answers(socket, next.repeat(requests - 1) + last);
    }

    static List<String> answers(Socket socket, String sent) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return Arrays.stream(all.split("HTTP/1\\.1 200"))
                .skip(1)
                .map(answer -> answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .toList();
    }

    @Override
    public void close() throws Exception {
        try (identity) {
            running.close();
        }
    }

    /** Tells in which way a request has come; sends back a body if there is one. */
    static final class Told extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] told = (request.getScheme()
                            + (request.isSecure() ? " secure" : " plain")
                            + (request.getServletConnection().isSecure() ? " secure " : " plain ")
                            + serial(request))
                    .getBytes(StandardCharsets.US_ASCII);
            response.setContentLength(told.length);
            response.getOutputStream().write(told);
        }

        private static String serial(HttpServletRequest request) {
            Object chain = request.getAttribute("jakarta.servlet.request.X509Certificate");
            BigInteger serial = chain == null ? null : ((X509Certificate[]) chain)[0].getSerialNumber();
            return serial == null ? "nobody" : serial.toString();
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().transferTo(response.getOutputStream());
        }
    }
}
