package io.hauberk.kubernetes;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Against a fake API server over real HTTPS. */
class KubernetesContractTest extends DiscoveryContract {
    @TempDir
    Path folder;

    @Override
    protected RegistryDriver open() throws Exception {
        return new Driver(new FakeApiServer(folder));
    }

    private record Driver(FakeApiServer api) implements RegistryDriver {
        private static final int SLICE = 100;

        @Override
        public Discovery discovery() {
            return api.discovery();
        }

        /** In slices of a hundred, as Kubernetes makes them. */
        @Override
        public void publish(List<Endpoint> endpoints) {
            api.server.garble(false);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i += SLICE) {
                names.add("orders-" + i);
                api.put(
                        "orders-" + i,
                        "IPv4",
                        "[{\"name\":\"http\",\"port\":8080}]",
                        endpoints.subList(i, Math.min(endpoints.size(), i + SLICE)).stream()
                                .map(Driver::json)
                                .toArray(String[]::new));
            }
            api.names().stream().filter(name -> !names.contains(name)).forEach(api::remove);
        }

        private static String json(Endpoint endpoint) {
            return "{\"addresses\":[\"" + endpoint.host() + "\"],\"conditions\":{\"ready\":true}"
                    + (endpoint.zone() == null ? "" : ",\"zone\":\"" + endpoint.zone() + "\"") + "}";
        }

        @Override
        public void stop() throws IOException {
            api.server.stop();
        }

        @Override
        public void start() throws IOException {
            api.server.start();
        }

        @Override
        public boolean garble() {
            api.server.garble(true);
            return true;
        }

        @Override
        public boolean tellsWeights() {
            return false;
        }

        @Override
        public int connections() {
            return api.server.connections();
        }

        @Override
        public void close() throws IOException {
            api.close();
        }
    }
}
