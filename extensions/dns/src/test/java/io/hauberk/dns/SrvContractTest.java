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
import org.xbill.DNS.SRVRecord;

/** SRV records, from a name server over real UDP and TCP. */
class SrvContractTest extends DiscoveryContract {
    @Override
    protected RegistryDriver open() throws Exception {
        return new Driver(new NameServer());
    }

    private record Driver(NameServer server) implements RegistryDriver {
        @Override
        public Discovery discovery() {
            return DnsRecords.services("_http._tcp.orders.test.")
                    .at(server.address())
                    .ttl(Duration.ofMillis(200), Duration.ofMillis(200));
        }

        @Override
        public void publish(List<Endpoint> endpoints) throws IOException {
            List<Record> records = new ArrayList<>();
            for (Endpoint endpoint : endpoints) {
                Name target = Name.fromString("i" + endpoint.host().replace('.', '-') + ".test.");
                records.add(new ARecord(target, DClass.IN, 30, InetAddress.getByName(endpoint.host())));
                records.add(new SRVRecord(
                        Name.fromString("_http._tcp.orders.test."),
                        DClass.IN,
                        30,
                        10,
                        endpoint.weight(),
                        endpoint.port(),
                        target));
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
        public boolean tellsZones() {
            return false;
        }

        @Override
        public int most() {
            return 200;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
