package io.hauberk.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cable to a port of this machine. Cut, it swallows what its connections say, and closes none; new ones are sound. */
final class Cable implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile int age;

    Cable(int target) throws IOException {
        this.target = target;
        begin(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void cut() {
        age++;
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(near, far));
                int born = age;
                begin(() -> carry(near, far, born));
                begin(() -> carry(far, near, born));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void carry(Socket from, Socket to, int born) {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (born == age) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            return; // one of both is closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
