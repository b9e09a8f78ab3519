/** Finds services by the EndpointSlices of Kubernetes. */
module io.hauberk.kubernetes {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;

    exports io.hauberk.kubernetes;

    provides io.hauberk.discovery.DiscoveryProvider with
            io.hauberk.kubernetes.KubernetesProvider;
}
