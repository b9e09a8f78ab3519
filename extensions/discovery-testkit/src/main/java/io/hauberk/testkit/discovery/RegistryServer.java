package io.hauberk.testkit.discovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server for faithful fakes of registries: it keeps connections, streams answers, counts its connections,
 * and can die and come back on the same port. On 127.0.0.1, with TLS or without. Thread-safe.
 */
public final class RegistryServer implements AutoCloseable {
    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 20_000;
    /** Processes begin at places of their own, far from each other's. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 6_151 % PORTS));

    private final @Nullable SSLContext tls;
    private final Answering answering;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile @Nullable ServerSocket listener;
    private volatile boolean garbled;
    private int port;

    private RegistryServer(@Nullable SSLContext tls, Answering answering) {
        this.tls = tls;
        this.answering = answering;
    }

    /** Starts on a free port. */
    public static RegistryServer start(@Nullable SSLContext tls, Answering answering) throws IOException {
        RegistryServer server = new RegistryServer(tls, answering);
        server.start();
        return server;
    }

    /**
     * Listens again, where it did before. Its port is none of those that systems give to sockets that ask for any: whoever got
     * it while nobody listens might keep it.
     */
    public synchronized void start() throws IOException {
        ServerSocket fresh = bound();
        port = fresh.getLocalPort();
        listener = fresh;
        background(() -> accept(fresh));
    }

    private ServerSocket bound() throws IOException {
        for (int i = 0; i < 200; i++) {
            ServerSocket fresh = listen(port == 0 ? FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS : port);
            if (fresh != null) {
                return fresh;
            }
            if (port != 0) {
                LockSupport.parkNanos(50_000_000);
            }
        }
        throw new BindException("Somebody else has taken port " + port + ".");
    }

    private @Nullable ServerSocket listen(int at) throws IOException {
        ServerSocket fresh =
                tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
        fresh.setReuseAddress(true);
        try {
            fresh.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), at), 1000);
            return fresh;
        } catch (BindException e) {
            fresh.close();
            return null;
        }
    }

    /** Ends all connections and listens no more. */
    public synchronized void stop() throws IOException {
        ServerSocket now = listener;
        listener = null;
        if (now != null) {
            now.close();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** {@code http://127.0.0.1:port}, or {@code https}. */
    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    /** How many requests came. */
    public int requests() {
        return requests.get();
    }

    /** Whether it answers what is no answer; an answer under way is to end with nonsense. */
    public boolean garbled() {
        return garbled;
    }

    /** From now on it answers what is no answer, or properly again. */
    public void garble(boolean garbled) {
        this.garbled = garbled;
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                Socket socket = from.accept();
                open.add(socket);
                background(() -> serve(socket));
            } catch (IOException e) {
                // It was stopped.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (RegistryCall call = RegistryCall.read(socket, in);
                    call != null && listener != null;
                    call = RegistryCall.read(socket, in)) {
                requests.incrementAndGet();
                if (garbled) {
                    call.reply(200, "<html>It works!</html>");
                } else {
                    answering.answer(call);
                }
                if (!call.ended()) {
                    return;
                }
            }
        } catch (Exception e) {
            // The peer has gone, or we have.
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "registry");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    /** Answers a request. */
    @FunctionalInterface
    public interface Answering {
        /** Answers, or begins to and goes on for as long as it takes. */
        void answer(RegistryCall call) throws Exception;
    }
}
