/** Finds services by the health endpoint of Consul. */
module io.hauberk.consul {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;

    exports io.hauberk.consul;

    provides io.hauberk.discovery.DiscoveryProvider with
            io.hauberk.consul.ConsulProvider;
}
