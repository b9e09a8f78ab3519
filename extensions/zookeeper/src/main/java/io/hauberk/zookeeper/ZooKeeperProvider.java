package io.hauberk.zookeeper;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { zookeeper: orders, servers: [ "zk1:2181", "zk2:2181" ] }}. */
public final class ZooKeeperProvider implements DiscoveryProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public ZooKeeperProvider() {}

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String service = discover.requiredText("zookeeper");
        List<String> servers = discover.texts("servers");
        String root = discover.text("root");
        String user = discover.text("user");
        String password = discover.text("password");
        if (service.isEmpty()) {
            return null;
        }
        String key = "zookeeper";
        try {
            ZooKeeperService found = ZooKeeperService.named(service);
            key = "servers";
            found = servers.isEmpty() ? found : found.at(servers.toArray(String[]::new));
            key = "root";
            found = root == null ? found : found.root(root);
            key = "user";
            return user == null && password == null
                    ? found
                    : found.as(user == null ? "" : user, password == null ? "" : password);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
