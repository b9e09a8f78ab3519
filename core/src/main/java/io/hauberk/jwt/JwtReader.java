package io.hauberk.jwt;

import io.hauberk.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads a {@code jwt} filter from YAML. */
final class JwtReader {
    private static final Map<String, Function<String, TokenSource>> SOURCES =
            Map.of("header", TokenSource::header, "cookie", TokenSource::cookie, "query", TokenSource::query);

    private final Settings settings;
    private Jwt jwt = Jwt.issuedBy("https://issuer.invalid");

    JwtReader(Settings settings) {
        this.settings = settings;
    }

    Jwt read() {
        List<Issuer> issuers = settings.named("issuer", Issuer.class);
        if (!issuers.isEmpty()) {
            Issuer[] more = issuers.subList(1, issuers.size()).toArray(Issuer[]::new);
            change(settings, "issuer", unused -> Jwt.issuedBy(issuers.get(0), more));
        } else if (!settings.has("issuer")) {
            settings.fault("issuer", "A jwt filter needs an issuer, one or more names from issuers.");
        }
        sources();
        settings.entries("claimHeaders")
                .forEach((header, claim) -> change(settings, "claimHeaders", it -> it.claimHeader(header, claim)));
        String realm = settings.text("realm");
        if (realm != null) {
            change(settings, "realm", it -> it.realm(realm));
        }
        return settings.flag("required", true) ? jwt : jwt.optional();
    }

    private void sources() {
        List<TokenSource> sources = new ArrayList<>();
        for (Settings block : settings.blocks("from", "header")) {
            List<String> given =
                    SOURCES.keySet().stream().filter(block::has).sorted().toList();
            if (given.size() != 1) {
                settings.fault(
                        "from", "A token comes from one place: { header: name }, { cookie: name } or { query: name }.");
            }
            for (String kind : given) {
                source(block, kind, sources);
            }
        }
        if (!sources.isEmpty()) {
            jwt = jwt.tokenIn(sources.toArray(TokenSource[]::new));
        }
    }

    private static void source(Settings block, String kind, List<TokenSource> sources) {
        Function<String, TokenSource> reader = SOURCES.get(kind);
        String name = block.requiredText(kind);
        if (reader == null || name.isEmpty()) {
            return;
        }
        try {
            sources.add(reader.apply(name));
        } catch (IllegalArgumentException e) {
            block.fault(kind, String.valueOf(e.getMessage()));
        }
    }

    private void change(Settings where, String name, UnaryOperator<Jwt> change) {
        try {
            jwt = change.apply(jwt);
        } catch (IllegalArgumentException e) {
            where.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
