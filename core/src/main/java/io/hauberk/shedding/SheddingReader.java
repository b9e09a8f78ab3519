package io.hauberk.shedding;

import io.hauberk.Settings;
import java.time.Duration;

/** Reads a {@code loadShedding} of a configuration file. */
final class SheddingReader {
    private SheddingReader() {}

    static LoadShedding read(Settings settings) {
        LoadShedding shedding = LoadShedding.standard();
        String name = settings.text("name");
        shedding = name == null ? shedding : shedding.named(name);
        Duration queue = settings.duration("queueTime");
        shedding = queue == null ? shedding : shedding.queueTime(queue);
        return shedding.cpu(settings.percent("cpu", 90)).percentile((double) settings.number("percentile", 10, 0, 99));
    }
}
