package io.hauberk.okhttp;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which plain socket is under which TLS socket. An attempt over HTTP/1.1 is ended by closing the plain one: closing the
 * other may wait for the peer. Holds as many as are open; thread-safe.
 */
final class Sockets {
    private final ConcurrentHashMap<Socket, EndpointSocket> under = new ConcurrentHashMap<>();

    /** The TLS socket stands on the plain one, which was just made. */
    void note(Socket socket, EndpointSocket plain) {
        if (socket != plain) {
            under.put(socket, plain);
            plain.onClose(() -> under.remove(socket));
        }
    }

    /** The plain socket under it, or null if that is not known. */
    @Nullable Socket plain(Socket socket) {
        return socket instanceof EndpointSocket ? socket : under.get(socket);
    }

    /** Closes it at once. */
    static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is closed for all that matters.
            return;
        }
    }

    int size() {
        return under.size();
    }
}
