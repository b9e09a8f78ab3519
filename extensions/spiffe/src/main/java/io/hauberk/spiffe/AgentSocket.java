package io.hauberk.spiffe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A socket over a channel, since the JDK's Unix sockets are channels only. The streams are our own: those that the JDK
 * makes of a channel lock it, so that a reader who waits holds up the writer.
 */
final class AgentSocket extends Socket {
    private final SocketAddress agent;
    private final SocketChannel channel;
    private volatile boolean connected;

    AgentSocket(SocketAddress agent) throws IOException {
        this.agent = agent;
        this.channel = agent instanceof UnixDomainSocketAddress
                ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    @Override
    public void connect(SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public void connect(SocketAddress ignored, int timeout) throws IOException {
        channel.connect(agent);
        connected = true;
    }

    @Override
    public InputStream getInputStream() {
        return new Input(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return new Output(channel);
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the channel takes care of that, and a reader may wait
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return agent;
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return false;
    }

    /** Reads wait for as long as the agent is silent; closing ends them. */
    @Override
    public void setSoTimeout(int timeout) throws SocketException {}

    @Override
    public int getSoTimeout() throws SocketException {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {}

    private static final class Input extends InputStream {
        private final SocketChannel channel;

        private Input(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Output extends OutputStream {
        private final SocketChannel channel;

        private Output(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
