package io.hauberk.testkit.discovery;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Dns;
import io.hauberk.discovery.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Names as the JDK's resolver would find them; the name server is a list in memory. */
class JdkDnsContractTest extends DiscoveryContract {
    @Override
    protected RegistryDriver open() {
        return new Driver();
    }

    private static final class Driver implements RegistryDriver, Dns.Resolver {
        private volatile List<Endpoint> endpoints = List.of();
        private volatile boolean down;

        @Override
        public List<InetAddress> resolve(String name) throws UnknownHostException {
            if (down || endpoints.isEmpty()) {
                throw new UnknownHostException(name);
            }
            List<InetAddress> addresses = new ArrayList<>();
            for (Endpoint endpoint : endpoints) {
                addresses.add(InetAddress.getByName(endpoint.host()));
            }
            return addresses;
        }

        @Override
        public Discovery discovery() {
            return Discovery.dns("orders.svc:8080")
                    .every(Duration.ofMillis(200))
                    .resolver(this);
        }

        @Override
        public void publish(List<Endpoint> endpoints) {
            this.endpoints = List.copyOf(endpoints);
        }

        @Override
        public void stop() {
            down = true;
        }

        @Override
        public void start() {
            down = false;
        }

        @Override
        public boolean garble() {
            return false;
        }

        @Override
        public boolean tellsWeights() {
            return false;
        }

        @Override
        public boolean tellsZones() {
            return false;
        }

        @Override
        public Duration longestPause() {
            return Duration.ofMillis(200);
        }

        @Override
        public void close() {}
    }
}
