package io.hauberk.jwt;

import io.hauberk.Settings;
import io.hauberk.oauth.OAuthReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads an {@code introspection} filter from YAML. */
final class IntrospectionReader {
    private final Settings settings;
    private Introspection filter;

    IntrospectionReader(Settings settings) {
        this.settings = settings;
        OAuthReader reader = new OAuthReader(settings);
        this.filter = Introspection.at(reader.server("introspection_endpoint"), reader.client());
    }

    Introspection read() {
        List<String> audience = settings.texts("audience");
        if (!audience.isEmpty()) {
            filter = filter.audience(audience.toArray(String[]::new));
        } else {
            settings.warning(
                    "audience",
                    "This introspection has no audience, so tokens are accepted whoever they were made for. Say for whom"
                            + " tokens are made: audience: [NAME].");
        }
        duration("cache", cache -> it -> it.cache(cache));
        duration("negativeCache", cache -> it -> it.negativeCache(cache));
        duration("timeout", timeout -> it -> it.timeout(timeout));
        long maxToken = settings.size("maxToken", 8 * 1024);
        change("maxToken", it -> it.with(it.parameters().withMaxToken((int) Math.min(maxToken, Integer.MAX_VALUE))));
        filter = filter.with(new BearingReader(settings).read());
        return settings.word("onFailure", "closed", Set.of("closed", "open")).equals("open") ? filter.open() : filter;
    }

    private void duration(String name, Function<Duration, UnaryOperator<Introspection>> wither) {
        Duration duration = settings.duration(name);
        if (duration != null) {
            change(name, wither.apply(duration));
        }
    }

    private void change(String name, UnaryOperator<Introspection> change) {
        try {
            filter = change.apply(filter);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
