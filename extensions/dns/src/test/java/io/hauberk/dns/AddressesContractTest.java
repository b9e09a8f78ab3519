package io.hauberk.dns;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.DiscoveryContract;
import io.hauberk.testkit.discovery.RegistryDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Addresses of a name, from a name server over real UDP and TCP. */
class AddressesContractTest extends DiscoveryContract {
    @Override
    protected RegistryDriver open() throws Exception {
        return new Driver(new NameServer());
    }

    private record Driver(NameServer server) implements RegistryDriver {
        @Override
        public Discovery discovery() {
            return DnsRecords.addresses("orders.test.:8080")
                    .at(server.address())
                    .ttl(Duration.ofMillis(200), Duration.ofMillis(200));
        }

        @Override
        public void publish(List<Endpoint> endpoints) throws IOException {
            List<Record> records = new ArrayList<>();
            for (Endpoint endpoint : endpoints) {
                records.add(new ARecord(
                        Name.fromString("orders.test."), DClass.IN, 30, InetAddress.getByName(endpoint.host())));
            }
            server.publish(records);
        }

        @Override
        public void stop() throws IOException {
            server.stop();
        }

        @Override
        public void start() throws IOException {
            server.start();
        }

        @Override
        public boolean garble() {
            server.garble();
            return true;
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
        public int most() {
            // More do not fit into an answer of DNS.
            return 4_000;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
