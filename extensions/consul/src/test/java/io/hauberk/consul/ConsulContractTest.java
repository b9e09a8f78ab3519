package io.hauberk.consul;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.io.IOException;
import java.util.List;

/** Against a fake agent over real HTTP. */
class ConsulContractTest extends DiscoveryContract {
    @Override
    protected RegistryDriver open() throws Exception {
        return new Driver(new FakeConsul());
    }

    private record Driver(FakeConsul consul) implements RegistryDriver {
        @Override
        public Discovery discovery() {
            return consul.discovery();
        }

        @Override
        public void publish(List<Endpoint> endpoints) {
            consul.server.garble(false);
            consul.publish(endpoints.stream()
                    .map(e -> FakeConsul.entry(
                            "orders-" + e.host(),
                            e.host(),
                            e.port(),
                            ",\"Weights\":{\"Passing\":" + e.weight() + ",\"Warning\":1}"
                                    + (e.zone() == null ? "" : ",\"Meta\":{\"zone\":\"" + e.zone() + "\"}")))
                    .toArray(String[]::new));
        }

        @Override
        public void stop() throws IOException {
            consul.server.stop();
        }

        @Override
        public void start() throws IOException {
            consul.server.start();
        }

        @Override
        public boolean garble() {
            consul.server.garble(true);
            return true;
        }

        @Override
        public int connections() {
            return consul.server.connections();
        }

        @Override
        public void close() throws IOException {
            consul.close();
        }
    }
}
