package io.hauberk.jwt;

import io.hauberk.Handler;
import io.hauberk.Settings;
import io.hauberk.fetch.Fetch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code issuers} from YAML. */
final class IssuerReader {
    private final Settings settings;
    private Issuer issuer = Issuer.of("https://issuer.invalid");

    IssuerReader(Settings settings) {
        this.settings = settings;
    }

    Issuer read(String name) {
        String url = settings.requiredText("issuer");
        if (!url.isEmpty()) {
            change("issuer", it -> Issuer.of(url).named(name));
        }
        texts("audience", Issuer::audience);
        if (!settings.has("audience")) {
            settings.warning(
                    "audience",
                    "The issuer " + name + " has no audience, so tokens that name none are accepted, whoever they were"
                            + " made for. Say for whom tokens are made: audience: [NAME].");
        }
        texts("algorithms", Issuer::algorithms);
        texts("types", Issuer::types);
        texts("requiredClaims", Issuer::requiring);
        Duration skew = settings.duration("skew");
        if (skew != null) {
            change("skew", it -> it.skew(skew));
        }
        long maxToken = settings.size("maxToken", 8 * 1024);
        change("maxToken", it -> it.maxToken((int) Math.min(maxToken, Integer.MAX_VALUE)));
        settings.named("service", Handler.class).stream()
                .limit(1)
                .forEach(service -> change("service", it -> it.fetching(service)));
        keys(url, settings.text("keys"));
        return issuer;
    }

    private void keys(String url, @Nullable String keys) {
        if (keys == null) {
            askable(url);
            return;
        }
        if (keys.contains("://")) {
            change("keys", it -> it.keys(keys));
            return;
        }
        Path file = settings.file("keys");
        if (file != null) {
            change("keys", it -> it.keys(file));
            readable(file);
        }
    }

    /** Without keys, the issuer is asked where they are. */
    private void askable(String url) {
        try {
            if (!url.isEmpty()) {
                Fetch.requireUrl(url);
            }
        } catch (IllegalArgumentException e) {
            settings.fault("keys", "Without keys the issuer itself is asked for them, but " + e.getMessage());
        }
    }

    /** A file can be looked at now; what is at a URL shows later. */
    private void readable(Path file) {
        try {
            KeySet.read(FileKeys.read(file), issuer.algorithms());
        } catch (IOException e) {
            settings.fault("keys", "The keys of this issuer cannot be read: " + e.getMessage());
        } catch (InvalidKeySetException e) {
            settings.fault("keys", file + " " + e.getMessage() + ".");
        }
    }

    private void texts(String name, BiFunction<Issuer, String[], Issuer> change) {
        List<String> texts = settings.texts(name);
        if (!texts.isEmpty()) {
            change(name, it -> change.apply(it, texts.toArray(String[]::new)));
        }
    }

    private void change(String name, UnaryOperator<Issuer> change) {
        try {
            issuer = change.apply(issuer);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
