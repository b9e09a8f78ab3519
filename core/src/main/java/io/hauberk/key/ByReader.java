package io.hauberk.key;

import io.hauberk.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code by} of a limit. */
final class ByReader {
    private static final String WORDS =
            "address, principal, consumer, route, everyone, { header: name } or { claim: name }";

    private ByReader() {}

    static By read(Settings settings, By defaultKey) {
        if (!settings.has("by")) {
            return defaultKey;
        }
        List<By> parts = new ArrayList<>();
        List<Settings> blocks = settings.blocks("by", "part");
        for (Settings block : blocks) {
            By part = part(block);
            if (part != null) {
                parts.add(part);
            }
        }
        if (parts.size() < blocks.size() || parts.isEmpty()) {
            if (blocks.isEmpty()) {
                settings.fault("by", "by names nothing. It takes " + WORDS + ", or a list of these.");
            }
            return defaultKey;
        }
        return together(settings, parts, defaultKey);
    }

    private static By together(Settings settings, List<By> parts, By defaultKey) {
        By key;
        try {
            key = By.all(parts.toArray(By[]::new));
        } catch (IllegalArgumentException e) {
            settings.fault("by", String.valueOf(e.getMessage()));
            return defaultKey;
        }
        if (key.chosenByClient()) {
            settings.warning(
                    "by",
                    "Clients choose the " + key
                            + " themselves, so whoever changes it with each request has no limit. Add"
                            + " a part that they cannot choose: [principal, …] or [address, …]. Ignore this if an earlier"
                            + " filter sets the field.");
        }
        return key;
    }

    private static @Nullable By part(Settings block) {
        String word = block.text("part");
        String header = block.text("header");
        String claim = block.text("claim");
        int given = (word == null ? 0 : 1) + (header == null ? 0 : 1) + (claim == null ? 0 : 1);
        if (given != 1) {
            if (given > 1) {
                block.fault(
                        "header", "One entry of by names several things. Write a list: [{ header: a }, { claim: b }].");
            } else {
                block.fault("part", "An entry of by names nothing. It takes " + WORDS + ".");
            }
            return null;
        }
        if (header != null) {
            return By.header(header);
        }
        return claim != null ? By.claim(claim) : word(block, String.valueOf(word));
    }

    private static @Nullable By word(Settings block, String word) {
        return switch (word) {
            case "address" -> By.address();
            case "principal" -> By.principal();
            case "consumer" -> By.consumer();
            case "route" -> By.route();
            case "everyone" -> By.everyone();
            default -> {
                block.fault("part", "\"" + word + "\" is nothing that a limit can count by. It takes " + WORDS + ".");
                yield null;
            }
        };
    }
}
