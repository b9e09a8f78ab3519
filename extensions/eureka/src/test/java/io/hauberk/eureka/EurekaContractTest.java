package io.hauberk.eureka;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.io.IOException;
import java.util.List;

/** Against a fake server over real HTTP. */
class EurekaContractTest extends DiscoveryContract {
    @Override
    protected RegistryDriver open() throws Exception {
        return new Driver(new FakeEureka());
    }

    private record Driver(FakeEureka eureka) implements RegistryDriver {
        @Override
        public Discovery discovery() {
            return eureka.discovery();
        }

        @Override
        public void publish(List<Endpoint> endpoints) {
            eureka.server.garble(false);
            eureka.publish(endpoints.stream()
                    .map(e -> FakeEureka.instance(
                            "orders-" + e.host(),
                            e.host(),
                            e.port(),
                            "UP",
                            "\"weight\":\"" + e.weight() + "\""
                                    + (e.zone() == null ? "" : ",\"zone\":\"" + e.zone() + "\"")))
                    .toArray(String[]::new));
        }

        @Override
        public void stop() throws IOException {
            eureka.server.stop();
        }

        @Override
        public void start() throws IOException {
            eureka.server.start();
        }

        @Override
        public boolean garble() {
            eureka.server.garble(true);
            return true;
        }

        @Override
        public int connections() {
            return eureka.server.connections();
        }

        @Override
        public void close() throws IOException {
            eureka.close();
        }
    }
}
