package io.hauberk.consul;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { consul: orders }}. */
public final class ConsulProvider implements DiscoveryProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public ConsulProvider() {}

    @Override
    public String name() {
        return "consul";
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String service = discover.requiredText("consul");
        List<String> urls = discover.texts("url");
        List<String> tags = discover.texts("tags");
        boolean warning = discover.flag("warning", false);
        Consul consul =
                Consul.service(service.isEmpty() ? "none" : service).tags(tags).warning(warning);
        consul = text(discover, "token", consul, Consul::token);
        consul = text(discover, "datacenter", consul, Consul::datacenter);
        consul = text(discover, "namespace", consul, Consul::namespace);
        consul = text(discover, "near", consul, Consul::near);
        consul = text(discover, "zoneKey", consul, Consul::zoneKey);
        consul = consul.access(access -> access.with(discover));
        try {
            consul = urls.isEmpty() ? consul : consul.at(urls.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            discover.fault("url", String.valueOf(e.getMessage()));
            return null;
        }
        return service.isEmpty() ? null : consul;
    }

    private static Consul text(
            Settings discover, String key, Consul consul, BiFunction<Consul, String, Consul> wither) {
        String text = discover.text(key);
        try {
            return text == null ? consul : wither.apply(consul, text);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return consul;
        }
    }
}
