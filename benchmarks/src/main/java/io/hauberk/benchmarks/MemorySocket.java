package io.hauberk.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stub in place of the network: sockets of this process, once {@linkplain #install() installed}, reach a server that
 * answers each request at once with 1 KB, without a system call. Requests are without bodies.
 */
final class MemorySocket extends SocketImpl {
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    private static final byte[] ANSWER = answer();

    private int at;
    private int unread;

    /** From now on, and for ever, in this process. */
    @SuppressWarnings("deprecation") // the only way to put something below OkHttp and below us
    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            try {
                Socket.setSocketImplFactory(MemorySocket::new);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static byte[] answer() {
        String head = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: application/json\r\n"
                + "Cache-Control: no-store\r\nContent-Length: 1024\r\n\r\n";
        return (head + " ".repeat(1024)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int port) {}

    @Override
    protected void connect(InetAddress address, int port) {}

    @Override
    protected void connect(SocketAddress address, int timeout) {}

    @Override
    protected void bind(InetAddress host, int port) {}

    @Override
    protected void listen(int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void accept(SocketImpl s) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected InputStream getInputStream() {
        return new Answers();
    }

    @Override
    protected OutputStream getOutputStream() {
        return new Requests();
    }

    @Override
    protected int available() {
        return unread;
    }

    @Override
    protected void close() {}

    @Override
    protected void shutdownInput() {}

    @Override
    protected void shutdownOutput() {}

    @Override
    protected void sendUrgentData(int data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
        return 0;
    }

    private final class Answers extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            read(one, 0, 1);
            return one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (unread == 0) {
                throw new SocketTimeoutException("Nothing was asked.");
            }
            int read = Math.min(length, unread);
            System.arraycopy(ANSWER, at, bytes, offset, read);
            unread -= read;
            at += read;
            return read;
        }
    }

    /** Takes an empty line at the end of what is written for the end of a request. */
    private final class Requests extends OutputStream {
        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int end = offset + length;
            if (length >= 4 && bytes[end - 1] == '\n' && bytes[end - 2] == '\r' && bytes[end - 3] == '\n') {
                at = 0;
                unread = ANSWER.length;
            }
        }
    }
}
