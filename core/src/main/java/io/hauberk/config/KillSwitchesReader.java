package io.hauberk.config;

import io.hauberk.gateway.Gateway;
import io.hauberk.killswitch.EnvironmentSwitches;
import io.hauberk.killswitch.SwitchedOff;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code killSwitches:}, and what the environment switches off. */
final class KillSwitchesReader {
    private final Reading reading;
    private final InstantSource clock;
    private final Map<SwitchedOff, Place> said = new LinkedHashMap<>();

    KillSwitchesReader(Reading reading, InstantSource clock) {
        this.reading = reading;
        this.clock = clock;
    }

    List<SwitchedOff> read(NodeSettings main, String key) {
        for (NodeSettings entry : main.nested(key, "off")) {
            String what = entry.requiredText("off");
            Instant until = until(entry);
            String reason = entry.text("reason");
            if (until != null && !until.isAfter(clock.instant())) {
                entry.warning("until", "This switch ended at " + until + " and does nothing any more. Remove it.");
            } else if (!what.isEmpty()) {
                said.put(new SwitchedOff(what, until, reason == null ? "" : reason, "file"), entry.place("off"));
            }
        }
        return List.copyOf(said.keySet());
    }

    private static @Nullable Instant until(NodeSettings entry) {
        String text = entry.text("until");
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            entry.fault("until", "\"" + text + "\" is no time. Write one such as 2026-12-01T12:00:00Z.");
            return Instant.MAX;
        }
    }

    /** Reports what cannot be switched off, at its place. */
    void check(Gateway gateway) {
        said.forEach((off, place) -> {
            try {
                gateway.requireSwitch(off);
            } catch (IllegalArgumentException e) {
                reading.error(place, String.valueOf(e.getMessage()));
            }
        });
    }

    /** What the environment switches off; what is wrong with it is a fault of the whole. */
    List<SwitchedOff> environment(Path file, @Nullable String text, Gateway gateway) {
        List<SwitchedOff> all = new ArrayList<>();
        try {
            for (SwitchedOff off : EnvironmentSwitches.read(text)) {
                gateway.requireSwitch(off);
                all.add(off);
            }
        } catch (IllegalArgumentException e) {
            String sentence = String.valueOf(e.getMessage());
            reading.error(
                    Place.of(file),
                    sentence.startsWith(EnvironmentSwitches.VARIABLE)
                            ? sentence
                            : "The environment variable " + EnvironmentSwitches.VARIABLE + ": " + sentence);
        }
        return all;
    }
}
