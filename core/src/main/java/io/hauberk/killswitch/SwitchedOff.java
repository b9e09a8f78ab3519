package io.hauberk.killswitch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is switched off at the moment.
 *
 * @param what {@code limits}, {@code traffic}, a filter as {@code ROUTE/FILTER} or {@code
 *     services/SERVICE/FILTER}, or a policy
 * @param until when it is on again by itself; null for as long as its source says so
 * @param reason why, for those who read the log; may be empty
 * @param source who said so: {@code code}, {@code file} or {@code environment}
 */
public record SwitchedOff(String what, @Nullable Instant until, String reason, String source) {
    @Override
    public String toString() {
        return what + (until == null ? " until the " + source + " says otherwise" : " until " + until)
                + (reason.isEmpty() ? "" : " (" + reason + ')') + ", by " + source;
    }
}
