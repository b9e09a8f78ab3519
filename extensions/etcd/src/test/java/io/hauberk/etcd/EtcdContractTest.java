package io.hauberk.etcd;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Against a real etcd, one for all tests: it takes a while to start. */
class EtcdContractTest extends DiscoveryContract {
    @TempDir
    static Path folder;

    private static EtcdServer shared;

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
            shared = new EtcdServer(folder);
        }
        shared.revive();
        shared.clear("services/orders/");
        return new Driver(shared);
    }

    private static final class Driver implements RegistryDriver {
        private static final int TRANSACTION = 100;
        private final EtcdServer etcd;
        private Map<String, String> known = Map.of();

        Driver(EtcdServer etcd) {
            this.etcd = etcd;
        }

        @Override
        public Discovery discovery() {
            return Etcd.prefix("services/orders/").at(etcd.url());
        }

        @Override
        public void publish(List<Endpoint> endpoints) throws Exception {
            Map<String, String> wanted = new LinkedHashMap<>();
            endpoints.forEach(e -> wanted.put(
                    "services/orders/" + e,
                    "{\"url\":\"http://" + e + "\",\"weight\":" + e.weight()
                            + (e.zone() == null ? "" : ",\"zone\":\"" + e.zone() + "\"") + "}"));
            List<String> operations = new ArrayList<>();
            wanted.forEach((key, value) -> operations.add(EtcdServer.put(key, value)));
            known.keySet().stream()
                    .filter(key -> !wanted.containsKey(key))
                    .map(EtcdServer::delete)
                    .forEach(operations::add);
            known = wanted;
            for (int i = 0; i < operations.size(); i += TRANSACTION) {
                etcd.transaction(operations.subList(i, Math.min(operations.size(), i + TRANSACTION)));
            }
        }

        @Override
        public void stop() throws Exception {
            etcd.stop();
        }

        @Override
        public void start() throws Exception {
            etcd.start();
        }

        @Override
        public boolean garble() throws Exception {
            List<String> operations = new ArrayList<>();
            known.keySet().forEach(key -> operations.add(EtcdServer.put(key, "{\"url\":")));
            etcd.transaction(operations);
            return true;
        }

        @Override
        public void close() {
            // The next test goes on with it.
        }
    }
}
