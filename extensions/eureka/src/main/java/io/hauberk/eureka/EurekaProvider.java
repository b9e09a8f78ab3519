package io.hauberk.eureka;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import io.hauberk.registry.Access;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { eureka: ORDERS, url: "http://eureka:8761/eureka" }}. */
public final class EurekaProvider implements DiscoveryProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public EurekaProvider() {}

    @Override
    public String name() {
        return "eureka";
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String application = discover.requiredText("eureka");
        List<String> urls = discover.texts("url");
        Duration every = discover.duration("every");
        boolean names = discover.word("address", "ip", Set.of("ip", "host")).equals("host");
        String user = discover.text("user");
        String password = discover.text("password");
        Access access = Access.standard().with(discover);
        if (urls.isEmpty()) {
            discover.fault("url", "eureka needs url: where the servers are, such as http://eureka:8761/eureka.");
        }
        if (application.isEmpty() || urls.isEmpty()) {
            return null;
        }
        String key = "url";
        try {
            Eureka eureka =
                    Eureka.application(application, urls.toArray(String[]::new)).byName(names);
            key = "every";
            eureka = every == null ? eureka : eureka.every(every);
            key = "user";
            eureka = user == null && password == null
                    ? eureka
                    : eureka.as(user == null ? "" : user, password == null ? "" : password);
            return eureka.access(before -> access);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
