package io.hauberk.apikey;

import io.hauberk.Settings;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an {@code apiKey} filter from YAML. */
final class ApiKeyReader {
    private ApiKeyReader() {}

    static ApiKey read(Settings settings) {
        ApiKey key = null;
        key = add(settings, "header", key, ApiKey::header, (it, name) -> it);
        key = add(settings, "cookie", key, ApiKey::cookie, ApiKey::orCookie);
        key = add(settings, "query", key, ApiKey::query, ApiKey::orQuery);
        ApiKey read = key == null ? ApiKey.header("x-api-key") : key;
        read = settings.flag("required", true) ? read : read.optional();
        read = settings.flag("forward", false) ? read.forwarding() : read;
        String realm = settings.text("realm");
        if (realm != null) {
            try {
                read = read.realm(realm);
            } catch (IllegalArgumentException e) {
                settings.fault("realm", String.valueOf(e.getMessage()));
            }
        }
        return read;
    }

    private static @Nullable ApiKey add(
            Settings settings, String place, @Nullable ApiKey key, Function<String, ApiKey> first, More more) {
        String name = settings.text(place);
        if (name == null) {
            return key;
        }
        try {
            return key == null ? first.apply(name) : more.in(key, name);
        } catch (IllegalArgumentException e) {
            settings.fault(place, String.valueOf(e.getMessage()));
            return key;
        }
    }

    @FunctionalInterface
    private interface More {
        ApiKey in(ApiKey key, String name);
    }
}
