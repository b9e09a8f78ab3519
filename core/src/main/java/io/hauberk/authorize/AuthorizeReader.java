package io.hauberk.authorize;

import io.hauberk.Settings;

/** Reads an {@code authorize} filter from YAML. */
final class AuthorizeReader {
    private final Settings settings;

    AuthorizeReader(Settings settings) {
        this.settings = settings;
    }

    Authorize read() {
        if (!settings.has("allow") && !settings.has("deny") && !settings.has("audit") && !settings.has("external")) {
            settings.fault(
                    "allow",
                    "An authorize filter has rules: allow, deny, audit or external. An empty allow list refuses all.");
        }
        Authorize authorize = Authorize.deny(rules("deny")).auditing(rules("audit"));
        if (settings.has("allow")) {
            authorize = authorize.allowing(rules("allow"));
        }
        Settings outside = settings.block("external");
        External external = outside == null ? null : External.from(outside);
        if (external != null) {
            authorize = authorize.asking(external);
        }
        String realm = settings.text("realm");
        if (realm != null) {
            try {
                authorize = authorize.realm(realm);
            } catch (IllegalArgumentException e) {
                settings.fault("realm", String.valueOf(e.getMessage()));
            }
        }
        return authorize;
    }

    private Rule[] rules(String list) {
        return settings.blocks(list).stream().map(Rule::from).toArray(Rule[]::new);
    }
}
