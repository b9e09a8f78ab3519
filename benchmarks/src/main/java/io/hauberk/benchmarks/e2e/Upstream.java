package io.hauberk.benchmarks.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers each request with 1 KB of JSON, for as little as that can cost: a thread a connection. GET only. */
final class Upstream {
    private static final byte[] ANSWER = answer();
    private static final int END = 0x0d0a0d0a;

    private Upstream() {}

    /** Prints its port, and ends with its standard input. */
    public static void main(String[] args) throws IOException {
        ServerSocket server = open();
        Child.endsWithParent();
        Child.ready(server.getLocalPort());
        accept(server);
    }

    static ServerSocket open() throws IOException {
        return new ServerSocket(0, 1024, InetAddress.getByName("127.0.0.1"));
    }

    /** Serves until the socket is closed. */
    static void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // It was closed.
            return;
        }
    }

    private static byte[] answer() {
        String content = "{\"items\":[" + "1234567890,".repeat(91) + "1234]}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + content.length()
                        + "\r\nCache-Control: no-store\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n" + content)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void serve(Socket connection) {
        try (Socket socket = connection) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            int last = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    last = last << 8 | buffer[i];
                    if (last == END) {
                        out.write(ANSWER);
                    }
                }
            }
        } catch (IOException e) {
            // Whoever was there has gone.
            return;
        }
    }
}
