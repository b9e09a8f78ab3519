/** Finds services by DNS: addresses with their real times to live, and SRV records. */
module io.hauberk.dns {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires org.dnsjava;

    exports io.hauberk.dns;

    provides io.hauberk.discovery.DiscoveryProvider with
            io.hauberk.dns.DnsProvider,
            io.hauberk.dns.SrvProvider;
}
