package io.hauberk.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that plays a script on each connection: it answers byte by byte as it is told, or fails as servers and
 * networks fail. For what no real server can be brought to do. Thread-safe.
 */
public final class RawServer implements AutoCloseable {
    private static final int FIRST_CLOSED_PORT = 12_000;
    private static final int CLOSED_PORTS = 20_000;
    /** Processes begin at places of their own, far from each other's. */
    private static final AtomicInteger NEXT_CLOSED_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 7_919 % CLOSED_PORTS));

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<RawMessage> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RawServer(ServerSocket listener, List<Script> scripts) {
        this.listener = listener;
        this.scripts = scripts;
    }

    /** Starts on a free port. The first connection gets the first script, and so on; the last script repeats. */
    public static RawServer start(Script first, Script... more) throws IOException {
        List<Script> scripts = new CopyOnWriteArrayList<>(more);
        scripts.add(0, first);
        RawServer server = new RawServer(new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()), scripts);
        server.inBackground("raw server", server::accept);
        return server;
    }

    /**
     * A port on which nobody listens, another one at each call. It lies below those that systems give to sockets that ask for
     * any, so that it stays closed until somebody wants this very port.
     */
    public static int closedPort() {
        for (int i = 0; i < CLOSED_PORTS; i++) {
            int port = FIRST_CLOSED_PORT + Math.floorMod(NEXT_CLOSED_PORT.getAndIncrement(), CLOSED_PORTS);
            if (closed(port)) {
                return port;
            }
        }
        throw new IllegalStateException("All ports from " + FIRST_CLOSED_PORT + " to "
                + (FIRST_CLOSED_PORT + CLOSED_PORTS - 1) + " are in use.");
    }

    private static boolean closed(int port) {
        try (ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The port of this machine on which it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections came. */
    public int connections() {
        return connections.get();
    }

    /** The requests that scripts have read, in order. */
    public List<RawMessage> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                int number = connections.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                inBackground("raw connection " + number, () -> play(script, socket));
            }
        } catch (IOException e) {
            // The server was closed.
            return;
        }
    }

    private void play(Script script, Socket socket) {
        open.add(socket);
        try (RawHttp connection = new RawHttp(socket)) {
            script.play(new Scene(connection, requests::add));
        } catch (IOException e) {
            // The peer broke off, as many a test has it do.
            return;
        } finally {
            open.remove(socket);
        }
    }

    private void inBackground(String name, Runnable task) {
        Thread thread = new Thread(task, name + " on port " + port());
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            RawHttp.reset(socket);
        }
    }
}
