package io.hauberk.jwt;

import io.hauberk.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads from YAML what filters for tokens have in common. */
final class BearingReader {
    private static final Map<String, Function<String, TokenSource>> SOURCES =
            Map.of("header", TokenSource::header, "cookie", TokenSource::cookie, "query", TokenSource::query);

    private final Settings settings;
    private Bearing bearing = Bearing.standard();

    BearingReader(Settings settings) {
        this.settings = settings;
    }

    Bearing read() {
        sources();
        Settings claims = settings.block("claims");
        if (claims != null) {
            for (String claim : claims.names()) {
                List<String> values = claims.texts(claim);
                change("claims", it -> it.claiming(claim, values.toArray(String[]::new)));
            }
        }
        settings.entries("claimHeaders")
                .forEach((header, claim) -> change("claimHeaders", it -> it.telling(header, claim)));
        String realm = settings.text("realm");
        if (realm != null) {
            change("realm", it -> it.realm(realm));
        }
        settings.blocks("dpop", "use").stream()
                .limit(1)
                .forEach(block -> change("dpop", it -> it.with(new DpopReader(block).read())));
        if (settings.flag("certificateBound", false)) {
            change("certificateBound", Bearing::boundToCertificate);
        }
        settings.blocks("resource", "url").stream().limit(1).forEach(this::resource);
        return settings.flag("required", true) ? bearing : bearing.optional();
    }

    private void resource(Settings block) {
        String url = block.requiredText("url");
        List<String> scopes = block.texts("scopes");
        String name = block.text("name");
        String documentation = block.text("documentation");
        if (!url.isEmpty()) {
            change("resource", it -> it.as(new ProtectedResource(url, scopes, name, documentation)));
        }
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
            bearing = bearing.in(sources.toArray(TokenSource[]::new));
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

    private void change(String name, UnaryOperator<Bearing> change) {
        try {
            bearing = change.apply(bearing);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
