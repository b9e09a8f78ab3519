package io.hauberk.route;

import io.hauberk.Settings;
import java.util.List;
import java.util.function.Function;

/** Reads one entry of {@code match}, and reports each fault at its own line. */
final class MatchReader {
    private final Settings settings;
    private Match match = Match.any();

    private MatchReader(Settings settings) {
        this.settings = settings;
    }

    static Match read(Settings settings) {
        MatchReader reader = new MatchReader(settings);
        reader.path();
        for (String method : reader.some("methods")) {
            reader.add(settings, "methods", m -> m.method(method));
        }
        for (String host : reader.some("hosts")) {
            reader.add(settings, "hosts", m -> m.host(host));
        }
        reader.conditions("headers", (name, value) -> m -> m.header(name, value));
        reader.conditions("query", (name, value) -> m -> m.query(name, value));
        return reader.match;
    }

    /** The texts of a list; an empty one is more likely a template without values than meant to be "any". */
    private List<String> some(String part) {
        List<String> texts = settings.texts(part);
        if (texts.isEmpty() && settings.has(part)) {
            settings.fault(part, part + " is an empty list. Leave " + part + " out if any will do.");
        }
        return texts;
    }

    private void path() {
        String path = settings.text("path");
        if (path != null) {
            add(settings, "path", any -> Match.path(path));
        }
    }

    private void conditions(String part, Asking asking) {
        Settings block = settings.block(part);
        if (block == null) {
            return;
        }
        for (String name : block.names()) {
            String value = block.requiredText(name);
            add(block, name, asking.of(name, value));
        }
    }

    private void add(Settings where, String name, Function<Match, Match> part) {
        try {
            match = part.apply(match);
        } catch (IllegalArgumentException e) {
            where.fault(name, String.valueOf(e.getMessage()));
        }
    }

    private interface Asking {
        Function<Match, Match> of(String name, String value);
    }
}
