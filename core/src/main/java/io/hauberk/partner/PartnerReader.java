package io.hauberk.partner;

import io.hauberk.Settings;
import io.hauberk.key.By;
import java.time.Duration;
import java.util.Set;

/** Reads a {@code partnerLimit} of a configuration file. */
final class PartnerReader {
    private static final Set<String> WAYS = Set.of("refuse", "wait");

    private PartnerReader() {}

    static PartnerLimit read(Settings settings) {
        By by = By.from(settings, By.everyone());
        boolean waits = settings.word("onPause", "refuse", WAYS).equals("wait");
        Duration maxPause = settings.duration("maxPause");
        Duration longest = settings.duration("wait");
        int most = (int) settings.number("queue", Terms.MOST, 1, 10_000);
        int keys = (int) settings.number("maxKeys", Terms.MAX_KEYS, 1, 1_000_000);
        String name = settings.text("name");
        if (!waits) {
            requireWaiting(settings, "wait");
            requireWaiting(settings, "queue");
        }
        try {
            PartnerLimit read = PartnerLimit.standard().by(by).maxKeys(keys);
            read = maxPause == null ? read : read.maxPause(maxPause);
            read = name == null ? read : read.named(name);
            return waits ? read.waiting(most, longest == null ? Terms.LONGEST_WAIT : longest) : read;
        } catch (IllegalArgumentException e) {
            settings.fault("maxPause", String.valueOf(e.getMessage()));
            return PartnerLimit.standard();
        }
    }

    private static void requireWaiting(Settings settings, String key) {
        if (settings.has(key)) {
            settings.fault(key, "No call waits unless onPause: wait says so. Add that, or leave " + key + " out.");
        }
    }
}
