package io.hauberk.zookeeper;

import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * Reads all instances and waits until one of ZooKeeper's watches says that something has changed, then reads all again; at
 * most ten times a second. A connection that is lost ends the session: the next look begins another one.
 */
final class Session implements Rounds.Look, AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 3_000;
    private static final Duration READ_AGAIN = Duration.ofMinutes(5);
    /** As many as are used, and one to notice that there are more. */
    private static final int LIMIT = 10_001;

    /** An instance with all its metadata has a few thousand bytes. */
    private static final int MAX_DATA = 64 << 10;

    private final ZooKeeperService service;
    private final Watcher watcher;
    private final Sieve sieve;

    // Guarded by this.
    private @Nullable Connection connection;
    private boolean closed;

    Session(ZooKeeperService service, Watcher watcher) {
        this.service = service;
        this.watcher = watcher;
        this.sieve = new Sieve(watcher.service(), "ZooKeeper");
    }

    @Override
    public Duration look(Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        boolean well = false;
        try {
            Connection now = connect();
            now.forget();
            Map<String, String> instances = read(now);
            found.accept(sieve.sift(
                    instances.entrySet(),
                    entry -> Instance.endpoint(entry.getKey(), entry.getValue(), watcher.scheme())));
            now.awaitChange(READ_AGAIN);
            well = true;
            return Duration.ZERO;
        } catch (KeeperException.NoAuthException e) {
            throw new IOException("ZooKeeper does not let us read " + service.path() + ". Give a user who may.", e);
        } catch (KeeperException e) {
            throw new IOException("ZooKeeper at " + service.connection() + " failed: " + e.code() + ".", e);
        } finally {
            if (!well) {
                disconnect();
            }
        }
    }

    private Map<String, String> read(Connection now) throws KeeperException, InterruptedException {
        Map<String, String> instances = new LinkedHashMap<>();
        List<String> children;
        try {
            children = now.zooKeeper.getChildren(service.path(), now);
        } catch (KeeperException.NoNodeException e) {
            now.zooKeeper.exists(service.path(), now);
            return instances;
        }
        for (String child : children.subList(0, Math.min(LIMIT, children.size()))) {
            String path = service.path() + "/" + child;
            String data = data(now, path);
            if (data != null) {
                instances.put(path, data);
            }
        }
        return instances;
    }

    /** Null where it has gone since, which the watch on its parent tells, too. */
    private static @Nullable String data(Connection now, String path) throws KeeperException, InterruptedException {
        try {
            byte[] data = now.zooKeeper.getData(path, now, null);
            // Ten thousand of ZooKeeper's largest nodes are more than fit in memory. Whoever reads this one will say
            // so.
            return data == null || data.length > MAX_DATA ? "" : new String(data, StandardCharsets.UTF_8);
        } catch (KeeperException.NoNodeException e) {
            return null;
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        Connection fresh;
        synchronized (this) {
            if (closed) {
                throw new InterruptedException("Closed.");
            }
            if (connection != null) {
                return connection;
            }
            fresh = new Connection(service);
            connection = fresh;
        }
        fresh.awaitConnected();
        return fresh;
    }

    private void disconnect() {
        Connection last;
        synchronized (this) {
            last = connection;
            connection = null;
        }
        if (last != null) {
            last.end();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        disconnect();
    }

    /** A session with ZooKeeper, and what it says. */
    private static final class Connection implements org.apache.zookeeper.Watcher {
        private final ZooKeeperService service;
        private final LinkedBlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        final ZooKeeper zooKeeper;

        Connection(ZooKeeperService service) throws IOException {
            this.service = service;
            ZKClientConfig config = new ZKClientConfig();
            // A server that never answers is noticed.
            config.setProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, Integer.toString(TIMEOUT_MILLIS));
            zooKeeper = new ZooKeeper(service.connection(), TIMEOUT_MILLIS, this, config);
            String credentials = service.credentials();
            if (credentials != null) {
                zooKeeper.addAuthInfo("digest", credentials.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void process(WatchedEvent event) {
            events.add(event);
        }

        void awaitConnected() throws IOException, InterruptedException {
            WatchedEvent event = events.poll(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
            if (event == null || event.getState() != KeeperState.SyncConnected) {
                throw new IOException("ZooKeeper at " + service.connection() + " cannot be reached"
                        + (event == null ? "." : ": " + event.getState() + "."));
            }
        }

        /** What was told before all is read does not matter, unless it is that the connection is lost. */
        void forget() throws IOException {
            for (WatchedEvent event = events.poll(); event != null; event = events.poll()) {
                require(event);
            }
        }

        void awaitChange(Duration patience) throws IOException, InterruptedException {
            WatchedEvent event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (event != null) {
                require(event);
            }
        }

        private void require(WatchedEvent event) throws IOException {
            if (event.getState() != KeeperState.SyncConnected) {
                throw new IOException("The connection to ZooKeeper at " + service.connection() + " was lost: "
                        + event.getState() + ".");
            }
        }

        /** On a thread of its own, since saying goodbye may take a while. */
        void end() {
            Thread thread = new Thread(
                    () -> {
                        try {
                            zooKeeper.close();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "hauberk-discovery-goodbye");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
