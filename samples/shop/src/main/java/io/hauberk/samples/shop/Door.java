package io.hauberk.samples.shop;

import io.hauberk.Sleeper;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** One service with a Jetty, a port and threads of its own, as if it were a process. Not thread-safe. */
public final class Door implements AutoCloseable {
    private static final int TRIES = 300;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String name;
    private final @Nullable Identity identity;
    private final @Nullable Gateway guard;
    private final Servlet service;
    private final Witness witness = new Witness();
    private @Nullable ServerConnector connector;
    private int port;

    /** A door that is shut yet; without identity it speaks plain HTTP, without guard nobody is stopped. */
    Door(String name, @Nullable Identity identity, @Nullable Gateway guard, Servlet service) {
        this.name = name;
        this.identity = identity;
        this.guard = guard;
        this.service = service;
    }

    /** Opens: on any free port the first time, and on the same one again. */
    public void open() throws Exception {
        open(Sleeper.system());
    }

    /** Opens, and sleeps so where the port is not free yet. */
    void open(Sleeper sleeper) throws Exception {
        for (int left = TRIES; !opened(left); left--) {
            // Any client on this machine may hold the port as its own for a moment.
            sleeper.sleep(PAUSE);
        }
    }

    private boolean opened(int left) throws Exception {
        Server jetty = Jetty.server(name);
        ServerConnector opened = Jetty.connector(jetty, port, identity);
        jetty.addConnector(opened);
        jetty.setHandler(Jetty.context(service, guard, witness));
        try {
            jetty.start();
        } catch (IOException e) {
            jetty.stop();
            if (left > 0 && e.getCause() instanceof BindException) {
                return false;
            }
            throw e;
        }
        connector = opened;
        port = opened.getLocalPort();
        return true;
    }

    /**
     * As if the process were killed: the port closes, and each connection is reset in the middle of whatever it carries.
     *
     * @return how many connections
     */
    public int kill() throws Exception {
        ServerConnector killed = Objects.requireNonNull(connector);
        killed.close();
        int reset = 0;
        for (EndPoint connection : List.copyOf(killed.getConnectedEndPoints())) {
            if (connection.getTransport() instanceof SocketChannel socket) {
                // Closing sends RST instead of FIN.
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
                reset++;
            }
        }
        stop();
        return reset;
    }

    private void stop() throws Exception {
        if (connector != null) {
            connector.getServer().stop();
            connector = null;
        }
    }

    /** Its name, such as {@code catalog-2}. */
    public String name() {
        return name;
    }

    /** Who it is; null where it speaks plain HTTP. */
    public @Nullable Identity identity() {
        return identity;
    }

    /** Which certificates came in. */
    public Witness witness() {
        return witness;
    }

    /** The port that it listens on, or listened on last. */
    public int port() {
        return port;
    }

    /** The beginning of its URLs. */
    public String url() {
        return (identity == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (Exception e) {
            throw new IOException(name + " did not stop.", e);
        } finally {
            if (identity != null) {
                identity.close();
            }
        }
    }
}
