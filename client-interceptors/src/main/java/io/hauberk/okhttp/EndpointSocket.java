package io.hauberk.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A socket that goes to its endpoint's port, whatever port the URL has. */
final class EndpointSocket extends Socket {
    private final int port;
    private volatile @Nullable Runnable onClose;

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

    /** Has the task run when it is closed; at once, if it is. */
    void onClose(Runnable task) {
        onClose = task;
        if (isClosed()) {
            task.run();
        }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what is done more needs no lock
    public void close() throws IOException {
        super.close();
        Runnable task = onClose;
        if (task != null) {
            task.run();
        }
    }
}
