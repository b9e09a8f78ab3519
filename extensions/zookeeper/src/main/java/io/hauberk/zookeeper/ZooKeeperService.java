package io.hauberk.zookeeper;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a service as Curator's service discovery registers them in ZooKeeper, and Spring Cloud Zookeeper by it:
 * one node for each under {@code /services/<name>}, with JSON in it. Weight and zone are {@code weight} and {@code zone} in
 * the metadata that Spring adds, which are labels, too; the instance's ID is the key for consistent hashing. A service over
 * TLS takes {@code sslPort} where there is one. Instances that are not enabled are left out.
 *
 * <p>Watches, by ZooKeeper's own client. Each watch has a session and holds a thread, besides the client's two. Immutable,
 * thread-safe.
 */
public final class ZooKeeperService implements Discovery {
    private static final Pattern SERVER =
            Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?");

    private final String name;
    private final String root;
    private final List<String> servers;
    private final @Nullable String credentials;

    private ZooKeeperService(String name, String root, List<String> servers, @Nullable String credentials) {
        this.name = name;
        this.root = root;
        this.servers = servers;
        this.credentials = credentials;
    }

    /** The instances of the service of that name. */
    public static ZooKeeperService named(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a service in ZooKeeper.");
        }
        return new ZooKeeperService(name, "/services", List.of("127.0.0.1:2181"), null);
    }

    /** Under this node. Default: {@code /services}. */
    public ZooKeeperService root(String root) {
        if (!root.startsWith("/") || root.endsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + root + "\" is no path of a node. Write one such as /services, without a slash at its end.");
        }
        return new ZooKeeperService(name, root, servers, credentials);
    }

    /** Connects to one of these servers, {@code host:port} each. Default: {@code 127.0.0.1:2181}. */
    public ZooKeeperService at(String... servers) {
        if (servers.length == 0) {
            throw new IllegalArgumentException("ZooKeeper has one server at least. Name it, or leave servers out.");
        }
        for (String server : servers) {
            if (!SERVER.matcher(server).matches()) {
                throw new IllegalArgumentException("\"" + server + "\" is not of the form host:port.");
            }
        }
        return new ZooKeeperService(name, root, List.of(servers), credentials);
    }

    /** Shows who we are by the scheme {@code digest}. Default: nobody. */
    public ZooKeeperService as(String user, String password) {
        if (user.isEmpty() || password.isEmpty() || user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "ZooKeeper takes a user, without a colon, and a password. Give both, or neither.");
        }
        return new ZooKeeperService(name, root, servers, user + ":" + password);
    }

    String path() {
        return root + "/" + name;
    }

    String connection() {
        return String.join(",", servers);
    }

    @Nullable String credentials() {
        return credentials;
    }

    @Override
    public Watch watch(Watcher watcher) {
        Session session = new Session(this, watcher);
        Rounds rounds = Rounds.apart(watcher, session);
        return () -> {
            rounds.close();
            session.close();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ZooKeeperService that
                && name.equals(that.name)
                && root.equals(that.root)
                && servers.equals(that.servers)
                && Objects.equals(credentials, that.credentials);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, root, servers);
    }

    @Override
    public String toString() {
        return "zookeeper " + path();
    }
}
