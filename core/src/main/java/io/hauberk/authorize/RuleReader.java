package io.hauberk.authorize;

import io.hauberk.Settings;
import java.util.function.UnaryOperator;

/** Reads a rule from YAML, and reports each fault at its own line. */
final class RuleReader {
    private final Settings settings;
    private Rule rule = Rule.any();

    RuleReader(Settings settings) {
        this.settings = settings;
    }

    Rule read() {
        String name = settings.text("name");
        if (name != null) {
            rule = rule.named(name);
        }
        parts();
        Settings not = settings.block("not");
        if (not != null) {
            if (not.names().isEmpty()) {
                settings.fault("not", "not names nothing, so it excepts nothing. Name a part, or leave it out.");
            }
            RuleReader exceptions = new RuleReader(not);
            exceptions.parts();
            rule = rule.not(exceptions.rule);
        }
        return rule;
    }

    private void parts() {
        texts("principals", Rule::principals);
        texts("peers", Rule::peers);
        texts("consumers", Rule::consumers);
        texts("groups", Rule::groups);
        texts("scopes", Rule::scopes);
        texts("roles", Rule::roles);
        named("claims", Rule::claim);
        texts("methods", Rule::methods);
        texts("hosts", Rule::hosts);
        texts("paths", Rule::paths);
        named("headers", Rule::header);
        texts("addresses", Rule::addresses);
        texts("directAddresses", Rule::directAddresses);
        if (settings.has("times")) {
            TimeWindow[] windows =
                    settings.blocks("times").stream().map(TimeWindow::from).toArray(TimeWindow[]::new);
            change(settings, "times", it -> it.times(windows));
        }
    }

    private void texts(String part, Texts change) {
        if (settings.has(part)) {
            String[] values = settings.texts(part).toArray(String[]::new);
            change(settings, part, it -> change.of(it, values));
        }
    }

    private void named(String part, Named change) {
        Settings block = settings.block(part);
        if (block == null) {
            return;
        }
        if (block.names().isEmpty()) {
            settings.fault(part, part + " names nothing, so every request would fit. Name one, or leave it out.");
        }
        for (String name : block.names()) {
            String[] values = block.texts(name).toArray(String[]::new);
            change(block, name, it -> change.of(it, name, values));
        }
    }

    private void change(Settings where, String name, UnaryOperator<Rule> change) {
        try {
            rule = change.apply(rule);
        } catch (IllegalArgumentException e) {
            where.fault(name, String.valueOf(e.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Texts {
        Rule of(Rule rule, String... values);
    }

    @FunctionalInterface
    private interface Named {
        Rule of(Rule rule, String name, String... values);
    }
}
