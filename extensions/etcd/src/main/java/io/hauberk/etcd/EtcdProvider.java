package io.hauberk.etcd;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import io.hauberk.registry.Access;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { etcd: services/orders/, url: "http://etcd:2379" }}. */
public final class EtcdProvider implements DiscoveryProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public EtcdProvider() {}

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String prefix = discover.requiredText("etcd");
        List<String> urls = discover.texts("url");
        String user = discover.text("user");
        String password = discover.text("password");
        Access access = Access.standard().with(discover);
        if (prefix.isEmpty()) {
            return null;
        }
        String key = "etcd";
        try {
            Etcd etcd = Etcd.prefix(prefix);
            key = "url";
            etcd = urls.isEmpty() ? etcd : etcd.at(urls.toArray(String[]::new));
            key = "user";
            etcd = user == null && password == null
                    ? etcd
                    : etcd.as(user == null ? "" : user, password == null ? "" : password);
            return etcd.access(before -> access);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
