package io.hauberk.throttle;

import io.hauberk.Settings;
import io.hauberk.key.By;
import java.time.Duration;
import java.util.List;

/** Reads a {@code throttle} of a configuration file. */
final class ThrottleReader {
    private static final long MAX = 1_000_000_000_000L;
    /** Stands in for a throttle that has a fault. */
    private static final Throttle FAULTY = Throttle.of(1, Duration.ofSeconds(1));

    private final Settings settings;

    ThrottleReader(Settings settings) {
        this.settings = settings;
    }

    Throttle read() {
        long limit = settings.number("limit", 1, 1, MAX);
        Duration per = settings.period("per");
        By by = By.from(settings, By.caller());
        int keys = (int) settings.number("maxKeys", Terms.MAX_KEYS, 1, 10_000_000);
        String name = settings.text("name");
        List<Settings> queues = settings.blocks("queue", "max");
        requireThere("limit", "how many requests may pass, such as limit: 50");
        requireThere("per", "the period of its limit, such as per: 1s");
        if (queues.size() > 1) {
            settings.fault("queue", "A throttle has one queue. Write queue: { max: 10, wait: 1s }.");
        }
        if (per == null || queues.size() > 1) {
            queues.forEach(queue -> queue(queue, FAULTY));
            return FAULTY;
        }
        try {
            Throttle read = Throttle.of(limit, per).by(by).maxKeys(keys);
            Throttle named = name == null ? read : read.named(name);
            return queues.isEmpty() ? named : queue(queues.get(0), named);
        } catch (IllegalArgumentException e) {
            settings.fault("limit", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    private void requireThere(String key, String what) {
        if (!settings.has(key)) {
            settings.fault(key, "A throttle needs " + key + ": " + what + ".");
        }
    }

    private static Throttle queue(Settings queue, Throttle throttle) {
        int most = (int) queue.number("max", Terms.MOST, 0, Terms.MAX_WAITING);
        int total = (int) queue.number("total", Math.max(Terms.TOTAL, most), 0, Terms.MAX_WAITING);
        Duration wait = queue.duration("wait");
        if (wait != null && most == 0) {
            queue.fault("wait", "Nobody may wait. Say how many may by max, or leave wait out.");
        }
        if (total < most) {
            queue.fault("total", "Only " + total + " may wait in all, but " + most + " of each caller. Raise total.");
        }
        try {
            return throttle.queue(most, wait == null ? Terms.LONGEST : wait).total(total);
        } catch (IllegalArgumentException e) {
            queue.fault("wait", String.valueOf(e.getMessage()));
            return throttle;
        }
    }
}
