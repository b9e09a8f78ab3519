package io.hauberk.kubernetes;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { kubernetes: orders }}. */
public final class KubernetesProvider implements DiscoveryProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public KubernetesProvider() {}

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String service = discover.requiredText("kubernetes");
        String namespace = discover.text("namespace");
        String port = discover.text("port");
        String zone = discover.text("zone");
        String family = discover.word("family", "any", Set.of("any", "ipv4", "ipv6"));
        String api = discover.text("api");
        Path token = discover.file("token");
        if (service.isEmpty()) {
            return null;
        }
        String key = "kubernetes";
        try {
            Kubernetes kubernetes =
                    Kubernetes.service(service).family(Family.valueOf(family.toUpperCase(java.util.Locale.ROOT)));
            key = "namespace";
            kubernetes = namespace == null ? kubernetes : kubernetes.namespace(namespace);
            kubernetes = port == null ? kubernetes : kubernetes.port(port);
            kubernetes = zone == null ? kubernetes : kubernetes.zone(zone);
            kubernetes = kubernetes.access(kubernetes.access().with(discover));
            kubernetes = token == null ? kubernetes : kubernetes.token(token);
            key = "api";
            return api == null ? kubernetes : kubernetes.api(api);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
