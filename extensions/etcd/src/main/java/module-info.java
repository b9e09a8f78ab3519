/** Finds services by keys under a prefix in etcd. */
module io.hauberk.etcd {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;

    exports io.hauberk.etcd;

    provides io.hauberk.discovery.DiscoveryProvider with
            io.hauberk.etcd.EtcdProvider;
}
