package io.hauberk.authorize;

import io.hauberk.Handler;
import io.hauberk.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads an {@link External} from YAML, and reports each fault at its own line. */
final class ExternalReader {
    private final Settings settings;
    private @Nullable External external;

    ExternalReader(Settings settings) {
        this.settings = settings;
    }

    @Nullable External read() {
        external = target();
        Duration timeout = settings.duration("timeout");
        if (timeout != null) {
            change("timeout", it -> it.timeout(timeout));
        }
        if (settings.word("onFailure", "closed", Set.of("open", "closed")).equals("open")) {
            change("onFailure", External::failingOpen);
        }
        if (settings.word("form", "forward", Set.of("forward", "json")).equals("json")) {
            change("form", External::asJson);
        }
        fields("sends", External::sending);
        fields("addsToRequest", External::addingToRequest);
        fields("addsToRefusal", External::addingToRefusal);
        Rule[] rules = settings.blocks("when").stream().map(Rule::from).toArray(Rule[]::new);
        change("when", it -> it.when(rules));
        cache(settings.block("cache"));
        return external;
    }

    private @Nullable External target() {
        String url = settings.text("url");
        List<Handler> services = settings.named("service", Handler.class);
        String path = settings.text("path");
        if (url != null && settings.has("service") || url == null && !settings.has("service")) {
            settings.fault(
                    "url", "An external decision is made at a url, or by a service and a path. Name one of them.");
            return null;
        }
        if (url != null && path != null) {
            settings.fault("path", "The path stands in the url already. Remove one of them.");
        }
        try {
            if (url != null) {
                return External.at(url);
            }
            return services.isEmpty() ? null : External.by(services.get(0), path == null ? "/" : path);
        } catch (IllegalArgumentException e) {
            settings.fault(url != null ? "url" : "path", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void cache(@Nullable Settings cache) {
        if (cache == null) {
            return;
        }
        Duration time = cache.duration("for");
        int entries = (int) cache.number("entries", 10_000, 1, 1_000_000);
        if (time == null) {
            cache.fault("for", "A cache of answers needs a time, such as cache: { for: 10s }.");
            return;
        }
        External before = external;
        if (before != null) {
            try {
                external = before.remembering(time, entries);
            } catch (IllegalArgumentException e) {
                cache.fault("for", String.valueOf(e.getMessage()));
            }
        }
    }

    private void fields(String name, Fields change) {
        if (settings.has(name)) {
            String[] names = settings.texts(name).toArray(String[]::new);
            change(name, it -> change.of(it, names));
        }
    }

    private void change(String name, UnaryOperator<External> change) {
        External before = external;
        try {
            external = before == null ? null : change.apply(before);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Fields {
        External of(External external, String... names);
    }
}
