package io.hauberk.concurrency;

import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.service.Criticality;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code concurrencyLimit} of a configuration file. */
final class ConcurrencyReader {
    private static final int MOST = 1_000_000;
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Settings settings;

    private ConcurrencyReader(Settings settings) {
        this.settings = settings;
    }

    static ConcurrencyLimit read(Settings settings) {
        return new ConcurrencyReader(settings).read();
    }

    private ConcurrencyLimit read() {
        ConcurrencyLimit limit = settings.has("adaptive") ? ConcurrencyLimit.adaptive(adaptive()) : fixed();
        String name = settings.text("name");
        limit = name == null ? limit : limit.named(name);
        limit = settings.has("by") ? limit.by(By.from(settings, By.caller())) : limit;
        int health = (int) settings.number("health", -1, 0, MOST);
        limit = health < 0 ? limit : limit.keepingForHealth(health);
        return queue(shares(limit));
    }

    private ConcurrencyLimit fixed() {
        int max = (int) settings.number("max", 1, 1, MOST);
        if (!settings.has("max")) {
            settings.fault(
                    "max",
                    "A concurrencyLimit needs max: how many requests may be in flight, such as max: 100; or adaptive:"
                            + " gradient, to find it out.");
        }
        for (String name : new String[] {"min", "initial", "tolerance", "latency"}) {
            if (settings.has(name)) {
                settings.text(name);
                settings.fault(name, name + " belongs to an adaptive limit. Add adaptive: gradient, or remove it.");
            }
        }
        return ConcurrencyLimit.of(max);
    }

    private AdaptiveLimit adaptive() {
        String word = settings.word("adaptive", "gradient", Set.of("gradient", "vegas", "aimd"));
        AdaptiveLimit usual = AdaptiveLimit.of(word);
        int min = (int) settings.number("min", usual.min(), 1, MOST);
        int max = (int) settings.number("max", Math.max(min, usual.max()), 1, MOST);
        if (min > max) {
            settings.fault("min", "min is " + min + ", and above max, " + max + ". Lower it, or raise max.");
            return usual;
        }
        AdaptiveLimit read =
                usual.between(min, max).initial((int) settings.number("initial", usual.initial(), 1, MOST));
        read = read.tolerance(settings.decimal("tolerance", 1.5, 1, 10));
        foreign(word, "tolerance", "gradient");
        Duration latency = settings.duration("latency");
        foreign(word, "latency", "aimd");
        return latency == null ? read : read.latency(latency);
    }

    private void foreign(String word, String name, String owner) {
        if (settings.has(name) && !word.equals(owner)) {
            settings.fault(name, name + " is looked at by adaptive: " + owner + " alone. Remove it.");
        }
    }

    private ConcurrencyLimit shares(ConcurrencyLimit limit) {
        Settings block = settings.block("partitions");
        ConcurrencyLimit read = limit;
        int above = 100;
        for (Criticality criticality : Criticality.values()) {
            String name = criticality.toString();
            int share = block == null ? above : (int) block.number(name, above, 1, 100);
            if (block != null && share > above) {
                block.fault(
                        name,
                        "Requests that are " + name + " may fill " + share + " %, and more critical ones only " + above
                                + " %. Give less to what is less critical.");
                continue;
            }
            read = share == above ? read : read.share(criticality, share);
            above = share;
        }
        return read;
    }

    private ConcurrencyLimit queue(ConcurrencyLimit limit) {
        int queue = (int) settings.number("queue", 0, 0, 10_000);
        Duration wait = settings.duration("wait");
        if (wait != null && queue == 0) {
            settings.fault("wait", "Nobody may wait. Say how many may by queue, or leave wait out.");
        }
        return queue == 0 ? limit : limit.queue(queue, patience(wait));
    }

    private static Duration patience(@Nullable Duration wait) {
        return wait == null || wait.isZero() ? WAIT : wait;
    }
}
