package io.hauberk.bodylimit;

import io.hauberk.Settings;
import java.time.Duration;

/** Reads a {@code bodyLimit} of a configuration file. */
final class BodyLimitReader {
    private BodyLimitReader() {}

    static BodyLimit read(Settings settings) {
        boolean slow = settings.has("minRate") || settings.has("idle");
        long max = settings.size("max", Long.MAX_VALUE);
        if (!settings.has("max") && !slow) {
            settings.fault("max", "A bodyLimit needs max: how large a body may be, such as max: 1MB.");
        }
        BodyLimit limit = BodyLimit.of(max);
        boolean rated = settings.has("minRate");
        long rate = settings.size("minRate", Terms.RATE);
        Duration grace = settings.duration("grace");
        if (rated || grace != null) {
            limit = limit.minRate(rate, grace == null || grace.isZero() ? Terms.GRACE : grace);
        }
        Duration idle = settings.duration("idle");
        return idle == null || idle.isZero() ? limit : limit.idle(idle);
    }
}
