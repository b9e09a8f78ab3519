package io.hauberk.signature;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads a {@code signature} filter from YAML. */
final class SignatureReader {
    private final Settings settings;
    private SignatureRules rules = SignatureRules.standard();

    private SignatureReader(Settings settings) {
        this.settings = settings;
    }

    static SignatureRules read(Settings settings) {
        return new SignatureReader(settings).read();
    }

    private SignatureRules read() {
        if (settings.has("components")) {
            List<String> components = settings.texts("components");
            change("components", it -> it.components(components));
        }
        String tag = settings.text("tag");
        if (tag != null) {
            boolean plain = tag.chars().allMatch(c -> c >= ' ' && c < 127);
            if (!plain) {
                settings.fault("tag", "A tag is printable ASCII. Write one that is.");
            }
            rules = plain ? rules.tag(tag) : rules;
        }
        Duration window = settings.duration("window");
        if (window != null) {
            change("window", it -> it.window(window));
        }
        String nonce = settings.word("nonce", "optional", java.util.Set.of("optional", "required"));
        rules = rules.nonceRequired(nonce.equals("required"));
        rules = rules.maxRemembered((int) settings.number("maxRemembered", rules.maxRemembered(), 1, 10_000_000));
        rules = rules.required(settings.flag("required", true));
        return rules.forwarded(settings.flag("forward", true));
    }

    private void change(String name, UnaryOperator<SignatureRules> change) {
        try {
            rules = change.apply(rules);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
