package io.hauberk.service;

import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.DiscoveryProvider;
import io.hauberk.discovery.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code discover:}: the one key that names a discovery decides who reads the rest. */
final class DiscoverReader {
    /** The names that a module brings, and the module. */
    private static final Map<String, String> MODULES = new TreeMap<>(Map.of(
            "srv", "io.hauberk:hauberk-dns",
            "kubernetes", "io.hauberk:hauberk-kubernetes",
            "consul", "io.hauberk:hauberk-consul",
            "eureka", "io.hauberk:hauberk-eureka",
            "etcd", "io.hauberk:hauberk-etcd",
            "zookeeper", "io.hauberk:hauberk-zookeeper"));

    private final List<DiscoveryProvider> providers;

    private DiscoverReader(List<DiscoveryProvider> providers) {
        this.providers = providers;
    }

    /** With all that are found on the class path and the module path. */
    static DiscoverReader system() {
        return new DiscoverReader(DiscoveryProvider.all());
    }

    /** Null after a fault. */
    @Nullable Discovery read(Settings discover) {
        List<Settings> snapshots = discover.blocks("snapshot", "path");
        Discovery discovery = named(discover);
        for (Settings snapshot : snapshots) {
            Path path = snapshot.file("path");
            Duration maxAge = snapshot.duration("maxAge");
            if (path == null) {
                snapshot.fault("path", "A snapshot needs a path: a file, or a folder that exists.");
            } else if (discovery != null) {
                Snapshot kept = discovery.snapshot(path);
                discovery = maxAge == null ? kept : kept.maxAge(maxAge);
            }
        }
        if (snapshots.size() > 1) {
            discover.fault("snapshot", "One snapshot is enough, but this is a list of " + snapshots.size() + ".");
        }
        return discovery;
    }

    private @Nullable Discovery named(Settings discover) {
        List<DiscoveryProvider> named = providers.stream()
                .filter(provider -> discover.has(provider.name()))
                .toList();
        boolean absent = reportAbsent(discover);
        if (named.size() > 1) {
            discover.fault(
                    named.get(1).name(),
                    "A service is found in one way, but discover names "
                            + named.get(0).name() + " and " + named.get(1).name() + ". Leave one of them out.");
            named.forEach(provider -> discover.text(provider.name()));
            return null;
        }
        if (!named.isEmpty()) {
            return named.get(0).read(discover);
        }
        if (!absent) {
            discover.fault("dns", "discover does not say how to find the service. Name one of " + names() + ".");
        }
        return null;
    }

    private boolean reportAbsent(Settings discover) {
        boolean absent = false;
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            String name = module.getKey();
            boolean there =
                    providers.stream().anyMatch(provider -> provider.name().equals(name));
            if (!there && discover.has(name)) {
                discover.text(name);
                discover.fault(
                        name,
                        "Discovery by " + name + " comes with a module that is not there. Add the dependency "
                                + module.getValue() + ".");
                absent = true;
            }
        }
        return absent;
    }

    private String names() {
        TreeSet<String> names = new TreeSet<>(MODULES.keySet());
        providers.forEach(provider -> names.add(provider.name()));
        return String.join(", ", names);
    }
}
