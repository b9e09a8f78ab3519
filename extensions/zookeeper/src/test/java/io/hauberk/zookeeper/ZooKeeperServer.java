package io.hauberk.zookeeper;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** A real ZooKeeper server, of Debian's package zookeeper, in a folder of its own. */
final class ZooKeeperServer implements AutoCloseable {
    private static final Path ENVIRONMENT = Path.of("/etc/zookeeper/conf/environment");
    private static final Path JAR = Path.of("/usr/share/java/zookeeper.jar");
    private static final int BATCH = 200;

    private final Path folder;
    private final int port = RawServer.closedPort();
    private Process process;
    private @Nullable ZooKeeper client;

    ZooKeeperServer(Path folder) throws Exception {
        assumeTrue(
                Files.exists(JAR) && Files.exists(ENVIRONMENT),
                "There is no ZooKeeper server. Debian has it in the package zookeeper.");
        this.folder = folder;
        start();
        client = connect();
        client.create("/services", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void start() throws Exception {
        Path config = Files.writeString(
                folder.resolve("zoo.cfg"),
                "tickTime=500\ndataDir=" + folder.resolve("data") + "\nclientPort=" + port
                        + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\nmaxSessionTimeout=60000\n"
                        + "maxClientCnxns=0\nforceSync=no\n");
        process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        ". " + ENVIRONMENT + "; exec java -Xmx256m -cp \"$CLASSPATH\" \"$ZOOMAIN\" " + config)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("zookeeper.log").toFile())
                .start();
    }

    /** Dies without saying goodbye. */
    void stop() throws Exception {
        if (client != null) {
            client.close();
            client = null;
        }
        process.destroyForcibly().waitFor();
    }

    /** Starts it again, if it is dead. */
    void revive() throws Exception {
        if (!process.isAlive()) {
            start();
        }
    }

    /** Leaves an empty node at this path. */
    void clear(String path) throws Exception {
        List<Op> operations = new ArrayList<>();
        if (client().exists(path, false) == null) {
            operations.add(create(path, ""));
        } else {
            client().getChildren(path, false).forEach(name -> operations.add(Op.delete(path + '/' + name, -1)));
        }
        multi(operations);
    }

    ZooKeeper connect() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper fresh = new ZooKeeper(address(), 30_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        if (!connected.await(120, TimeUnit.SECONDS)) {
            throw new IOException("ZooKeeper does not start: " + Files.readString(folder.resolve("zookeeper.log")));
        }
        return fresh;
    }

    ZooKeeper client() throws Exception {
        ZooKeeper known = client;
        if (known == null) {
            known = connect();
            client = known;
        }
        return known;
    }

    static Op create(String path, String json) {
        return Op.create(
                path, json.getBytes(StandardCharsets.UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    static Op set(String path, String json) {
        return Op.setData(path, json.getBytes(StandardCharsets.UTF_8), -1);
    }

    void multi(List<Op> operations) throws Exception {
        List<Op> batch = new ArrayList<>();
        for (Op operation : operations) {
            batch.add(operation);
            if (batch.size() == BATCH) {
                client().multi(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            client().multi(batch);
        }
    }

    boolean exists(String path) throws Exception {
        try {
            return client().exists(path, false) != null;
        } catch (KeeperException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
