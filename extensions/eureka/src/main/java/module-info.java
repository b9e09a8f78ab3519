/** Finds services by their registrations at Eureka. */
module io.hauberk.eureka {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;

    exports io.hauberk.eureka;

    provides io.hauberk.discovery.DiscoveryProvider with
            io.hauberk.eureka.EurekaProvider;
}
