package io.hauberk.killswitch;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the environment variable {@value #VARIABLE}: {@code limits, orders/jwt until 2026-12-01T12:00:00Z}. */
public final class EnvironmentSwitches {
    /** The name of the variable. */
    public static final String VARIABLE = "HAUBERK_OFF";

    private static final String UNTIL = " until ";

    private EnvironmentSwitches() {}

    /**
     * What the text switches off.
     *
     * @throws IllegalArgumentException if it is none; the message names the variable and the cure
     */
    public static List<SwitchedOff> read(@Nullable String text) {
        List<SwitchedOff> all = new ArrayList<>();
        for (String entry : text == null ? new String[0] : text.split(",", -1)) {
            String trimmed = entry.strip();
            if (trimmed.isEmpty()) {
                continue;
            }
            int until = trimmed.lastIndexOf(UNTIL);
            String what = until < 0 ? trimmed : trimmed.substring(0, until).strip();
            all.add(new SwitchedOff(
                    what, until < 0 ? null : instant(trimmed.substring(until + UNTIL.length())), "", "environment"));
        }
        return all;
    }

    /** Those for a gateway without a file: the filters of services are the mesh's to look for. */
    public static List<SwitchedOff> ofGateway(@Nullable String text) {
        return read(text).stream()
                .filter(said -> !Switchboard.isOfService(said.what()))
                .toList();
    }

    /** Those for a mesh without a file: what belongs to a route, or is a policy, is the gateway's to look for. */
    public static List<SwitchedOff> ofServices(@Nullable String text) {
        return read(text).stream()
                .filter(said -> Switchboard.isOfService(said.what())
                        || said.what().equals(Switches.LIMITS)
                        || said.what().equals(Switches.TRAFFIC))
                .toList();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    VARIABLE + " says \"until " + text + "\", which is no time. Write one such as"
                            + " 2026-12-01T12:00:00Z.",
                    e);
        }
    }
}
