package io.hauberk.dns;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover: { dns: "orders.svc:8443" }} in place of the JDK's resolver. */
public sealed class DnsProvider implements DiscoveryProvider permits SrvProvider {
    private final String name;

    /** Found by {@link java.util.ServiceLoader}. */
    public DnsProvider() {
        this("dns");
    }

    DnsProvider(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Discovery read(Settings discover) {
        String target = discover.requiredText(name);
        Duration every = discover.duration("every");
        Duration least = discover.duration("minTtl");
        Duration most = discover.duration("maxTtl");
        List<String> servers = discover.texts("server");
        String family = discover.word("family", "any", Set.of("any", "ipv4", "ipv6"));
        if (target.isEmpty()) {
            return null;
        }
        if (every != null && (least != null || most != null)) {
            discover.fault(
                    "every",
                    "every takes the place of the records' times, so minTtl and maxTtl say nothing beside"
                            + " it. Leave every out.");
            return null;
        }
        String key = name;
        try {
            DnsRecords records = name.equals("srv") ? DnsRecords.services(target) : DnsRecords.addresses(target);
            records = records.family(Family.valueOf(family.toUpperCase(Locale.ROOT)));
            key = "server";
            records = servers.isEmpty() ? records : records.at(servers.toArray(String[]::new));
            key = every != null ? "every" : "minTtl";
            return every != null
                    ? records.ttl(every, every)
                    : records.ttl(least == null ? DnsRecords.LEAST : least, most == null ? DnsRecords.MOST : most);
        } catch (IllegalArgumentException e) {
            discover.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
