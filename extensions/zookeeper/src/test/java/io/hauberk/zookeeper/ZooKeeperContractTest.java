package io.hauberk.zookeeper;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.Op;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Against a real ZooKeeper, one for all tests: it takes seconds to start. */
class ZooKeeperContractTest extends DiscoveryContract {
    @TempDir
    static Path folder;

    private static ZooKeeperServer shared;

    @AfterAll
    static void stop() throws Exception {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    @Override
    protected RegistryDriver open() throws Exception {
        if (shared == null) {
            shared = new ZooKeeperServer(folder);
        }
        shared.revive();
        shared.clear("/services/orders");
        return new Driver(shared);
    }

    private static final class Driver implements RegistryDriver {
        private final ZooKeeperServer server;
        private Map<String, String> known = Map.of();

        Driver(ZooKeeperServer server) {
            this.server = server;
        }

        @Override
        public Discovery discovery() {
            return ZooKeeperService.named("orders").at(server.address());
        }

        @Override
        public void publish(List<Endpoint> endpoints) throws Exception {
            Map<String, String> wanted = new LinkedHashMap<>();
            endpoints.forEach(e -> wanted.put("/services/orders/" + e, json(e)));
            List<Op> operations = new ArrayList<>();
            wanted.forEach((path, json) -> {
                if (!known.containsKey(path)) {
                    operations.add(ZooKeeperServer.create(path, json));
                } else {
                    operations.add(ZooKeeperServer.set(path, json));
                }
            });
            known.keySet().stream()
                    .filter(path -> !wanted.containsKey(path))
                    .forEach(path -> operations.add(Op.delete(path, -1)));
            known = wanted;
            server.multi(operations);
        }

        static String json(Endpoint e) {
            return "{\"name\":\"orders\",\"id\":\"" + e + "\",\"address\":\"" + e.host() + "\",\"port\":" + e.port()
                    + ",\"sslPort\":null,\"payload\":{\"@class\":\"org.springframework.cloud.zookeeper.discovery.ZookeeperInstance\","
                    + "\"id\":\"application-1\",\"name\":\"orders\",\"metadata\":{\"weight\":\"" + e.weight() + "\""
                    + (e.zone() == null ? "" : ",\"zone\":\"" + e.zone() + "\"")
                    + "}},\"registrationTimeUTC\":1700000000000,\"serviceType\":\"DYNAMIC\",\"uriSpec\":{\"parts\":[]}}";
        }

        @Override
        public void stop() throws Exception {
            server.stop();
        }

        @Override
        public void start() throws Exception {
            server.start();
        }

        @Override
        public boolean garble() throws Exception {
            List<Op> operations = new ArrayList<>();
            known.keySet().forEach(path -> operations.add(ZooKeeperServer.set(path, "{\"name\":")));
            server.multi(operations);
            return true;
        }

        @Override
        public void close() {
            // The next test goes on with it.
        }
    }
}
