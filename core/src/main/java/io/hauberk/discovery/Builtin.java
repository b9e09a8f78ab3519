package io.hauberk.discovery;

import io.hauberk.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A discovery that needs no module. */
record Builtin(String name, Function<Settings, @Nullable Discovery> reader) implements DiscoveryProvider {
    static final List<DiscoveryProvider> ALL =
            List.of(new Builtin("dns", Builtin::dns), new Builtin("file", Builtin::file));

    @Override
    public @Nullable Discovery read(Settings discover) {
        return reader.apply(discover);
    }

    private static @Nullable Discovery dns(Settings discover) {
        String target = discover.requiredText("dns");
        Duration every = discover.duration("every");
        for (String key : List.of("minTtl", "maxTtl", "server")) {
            if (discover.has(key)) {
                discover.text(key);
                discover.fault(
                        key, "The JDK's resolver does not know " + key + ". Add io.hauberk:hauberk-dns, which does.");
            }
        }
        try {
            Dns dns = target.isEmpty() ? null : Discovery.dns(target);
            return dns == null || every == null ? dns : dns.every(every);
        } catch (IllegalArgumentException e) {
            discover.fault("dns", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable Discovery file(Settings discover) {
        Path file = discover.file("file");
        return file == null ? null : Discovery.file(file);
    }
}
