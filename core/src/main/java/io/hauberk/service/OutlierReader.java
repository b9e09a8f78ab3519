package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Set;

/** Reads {@code outlierDetection: { … }}. */
final class OutlierReader {
    private OutlierReader() {}

    static OutlierDetection read(Settings settings) {
        String mode = settings.word("mode", "enforce", Set.of("enforce", "shadow", "off"));
        OutlierDetection read = OutlierDetection.consecutiveFailures(count(settings, "consecutiveFailures", 5))
                .maxEjectionPercent(settings.percent("maxEjectionPercent", 50))
                .jitterPercent(settings.percent("jitterPercent", 10))
                .minimumHosts((int) settings.number("minimumHosts", 2, 2, 1_000_000));
        if (settings.has("consecutiveGatewayFailures")) {
            read = read.consecutiveGatewayFailures(count(settings, "consecutiveGatewayFailures", 5));
        }
        if (settings.has("consecutiveLocalFailures")) {
            read = read.consecutiveLocalFailures(count(settings, "consecutiveLocalFailures", 5));
        }
        read = compared(settings, times(settings, read));
        return mode.equals("off") ? OutlierDetection.off() : mode.equals("shadow") ? read.shadow() : read;
    }

    private static int count(Settings settings, String key, int otherwise) {
        return (int) settings.number(key, otherwise, 1, 1_000_000);
    }

    private static OutlierDetection times(Settings settings, OutlierDetection before) {
        OutlierDetection read = before;
        Duration base = settings.duration("baseEjection");
        Duration max = settings.duration("maxEjection");
        Duration interval = settings.duration("interval");
        if (interval != null) {
            read = read.interval(interval);
        }
        if (base != null) {
            read = read.baseEjection(base);
        }
        if (max != null && max.compareTo(read.baseEjection()) < 0) {
            settings.fault(
                    "maxEjection",
                    "maxEjection is shorter than baseEjection (" + read.baseEjection()
                            + "). Make it longer, or leave it out.");
        } else if (max != null) {
            read = read.maxEjection(max);
        }
        return read;
    }

    private static OutlierDetection compared(Settings settings, OutlierDetection before) {
        OutlierDetection read = before;
        Settings rate = settings.block("successRate");
        if (rate != null) {
            read = read.successRate(rate.decimal("deviations", 3, 0.1, 100), count(rate, "minimumVolume", 100));
        }
        Settings failures = settings.block("failurePercentage");
        if (failures != null) {
            double percent = failures.percent("above", 85);
            if (percent == 0) {
                failures.fault("above", "Every endpoint fails at 0 % or more. Name a share above 0.");
                percent = 85;
            }
            read = read.failurePercentage(percent, count(failures, "minimumVolume", 50));
        }
        Settings latency = settings.block("latency");
        if (latency != null) {
            read = read.latency(
                    latency.decimal("ratio", 3, 1.1, 1000),
                    count(latency, "intervals", 3),
                    count(latency, "minimumVolume", 20));
        }
        return read;
    }
}
