package io.hauberk.concurrency;

import io.hauberk.Settings;
import io.hauberk.key.By;

/** Reads a {@code concurrencyLimit} of a configuration file. */
final class ConcurrencyReader {
    private ConcurrencyReader() {}

    static ConcurrencyLimit read(Settings settings) {
        int max = (int) settings.number("max", 1, 1, 1_000_000);
        String adaptive = settings.text("adaptive");
        if (adaptive != null) {
            settings.fault(
                    "adaptive", "This version has fixed limits, and adaptive ones not yet. Write max: and a number.");
        } else if (!settings.has("max")) {
            settings.fault(
                    "max", "A concurrencyLimit needs max: how many requests may be in flight, such as max: 100.");
        }
        ConcurrencyLimit limit = ConcurrencyLimit.of(max);
        String name = settings.text("name");
        ConcurrencyLimit named = name == null ? limit : limit.named(name);
        return settings.has("by") ? named.by(By.from(settings, By.caller())) : named;
    }
}
