package io.hauberk.okhttp.faults;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Speaks just enough HTTP/2 to turn requests away as only HTTP/2 can. */
final class FrameServer implements AutoCloseable {
    private static final int PREFACE = 24;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int REFUSED_STREAM = 7;

    /** What it does when a request comes on a stream. */
    interface Reaction {
        void react(DataOutputStream out, int stream) throws IOException;
    }

    private final SSLServerSocket listener;
    private final Reaction reaction;
    private final AtomicInteger requests = new AtomicInteger();

    private FrameServer(SSLServerSocket listener, Reaction reaction) {
        this.listener = listener;
        this.reaction = reaction;
    }

    /** RST_STREAM with REFUSED_STREAM: it was not processed. */
    static Reaction refusingStreams() {
        return (out, stream) -> {
            frame(out, RST_STREAM, 0, stream, 4);
            out.writeInt(REFUSED_STREAM);
            out.flush();
        };
    }

    /** GOAWAY that names a last stream below this one. */
    static Reaction goingAway() {
        return (out, stream) -> {
            frame(out, GOAWAY, 0, 0, 8);
            out.writeInt(0);
            out.writeInt(0);
            out.flush();
        };
    }

    static FrameServer start(SSLContext tls, Reaction reaction) throws IOException {
        SSLServerSocket listener = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        listener.setSSLParameters(parameters);
        FrameServer server = new FrameServer(listener, reaction);
        background(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        while (true) {
            SSLSocket socket;
            try {
                socket = (SSLSocket) listener.accept();
            } catch (IOException e) {
                // It was closed.
                return;
            }
            background(() -> serve(socket));
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes(PREFACE);
            frame(out, SETTINGS, 0, 0, 0);
            out.flush();
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt() & Integer.MAX_VALUE;
                in.readNBytes(length);
                if (type == SETTINGS && flags == 0) {
                    frame(out, SETTINGS, 1, 0, 0);
                    out.flush();
                } else if (type == HEADERS) {
                    requests.incrementAndGet();
                    reaction.react(out, stream);
                }
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    static void frame(DataOutputStream out, int type, int flags, int stream, int length) throws IOException {
        out.writeByte(length >> 16);
        out.writeShort(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "frame server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
