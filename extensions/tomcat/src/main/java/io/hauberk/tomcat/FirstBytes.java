package io.hauberk.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/**
 * A connection before its first byte. Tomcat thinks that a handshake is outstanding, so it waits as for one: without a
 * thread, and no longer than {@code connectionTimeout}.
 */
final class FirstBytes extends NioChannel {
    /** The type of a TLS record that begins a handshake (RFC 8446, section 5.1). No HTTP begins with it. */
    private static final byte HANDSHAKE = 0x16;

    /** What HTTP/2 begins with (RFC 9113, section 3.4). Tomcat knows it only where it comes in one piece. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer first = ByteBuffer.allocate(PREFACE.length);

    FirstBytes(SocketBufferHandler buffers) {
        super(buffers);
    }

    @Override
    public boolean isHandshakeComplete() {
        return false;
    }

    @Override
    public int handshake(boolean read, boolean write) throws IOException {
        if (sc.read(first) < 0) {
            return -1;
        }
        if (endsWithinPreface()) {
            return SelectionKey.OP_READ;
        }
        PermissiveSocket connection = (PermissiveSocket) socketWrapper;
        first.flip();
        if (first.get(0) == HANDSHAKE) {
            return connection.tls(sc, first).handshake(read, write);
        }
        connection.plain(sc, first);
        return 0;
    }

    /** Also where nothing has come yet. */
    private boolean endsWithinPreface() {
        int count = first.position();
        return count < PREFACE.length && Arrays.equals(first.array(), 0, count, PREFACE, 0, count);
    }
}
