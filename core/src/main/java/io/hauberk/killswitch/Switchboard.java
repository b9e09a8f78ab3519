package io.hauberk.killswitch;

import io.hauberk.Concern;
import io.hauberk.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What can be switched off in a gateway or among services, by name, and who does it. Not thread-safe: made anew where
 * something is to be switched.
 */
public final class Switchboard {
    private static final String SERVICES = "services/";

    private static final int LISTED = 20;

    private final Switches switches;
    private final Set<String> refused = new TreeSet<>();
    /** Whether it may only be off for a time. */
    private final Map<String, Boolean> needsEnd = new HashMap<>();

    /** A board that knows no filters yet. */
    public Switchboard(Switches switches) {
        this.switches = switches;
        needsEnd.put(Switches.LIMITS, false);
        needsEnd.put(Switches.TRAFFIC, false);
    }

    /** Whose the filters of a service are, in the names of their switches. */
    public static String ofService(String name) {
        return SERVICES + name;
    }

    static boolean isOfService(String what) {
        return what.startsWith(SERVICES);
    }

    /** Adds a filter; {@code owner} is its route, its service, or what else holds it. */
    public void add(String owner, @Nullable String policy, Filter filter) {
        Concern concern = filter.concern();
        String name = owner + '/' + filter.name();
        if (!Switch.switchable(concern)) {
            refused.add(name);
            return;
        }
        needsEnd.merge(name, Switch.needsEnd(concern), Boolean::logicalOr);
        String known = OfPolicy.name(policy, filter);
        if (known != null) {
            needsEnd.merge(known, Switch.needsEnd(concern), Boolean::logicalOr);
        }
    }

    /**
     * Switches something off for a time, by code.
     *
     * @param reason for those who read the log
     * @throws IllegalArgumentException if there is nothing of that name to switch off, or the time is not positive, or too
     *     long for a filter that authenticates or authorizes; the message says which
     */
    public void off(String what, Duration time, String reason) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("A filter is switched off for some time, not for " + time + ".");
        }
        SwitchedOff said = new SwitchedOff(what, switches.end(time), reason, Switches.CODE);
        require(said);
        switches.off(said);
    }

    /**
     * Checks that there is something of that name to switch off, for as long as is said.
     *
     * @throws IllegalArgumentException if not; the message says why
     */
    public void require(SwitchedOff said) {
        Boolean ends = needsEnd.get(said.what());
        if (ends == null) {
            throw new IllegalArgumentException("There is no switch \"" + said.what() + "\". " + hint(said.what()));
        }
        Instant until = said.until();
        if (ends && until == null) {
            throw new IllegalArgumentException(said.what()
                    + " authenticates or authorizes, so it is switched off for a time only. Say until when.");
        }
        if (ends && until != null && until.isAfter(switches.now().plus(Switches.MOST))) {
            throw new IllegalArgumentException(said.what() + " authenticates or authorizes, so it is switched off for "
                    + Switches.MOST.toDays() + " days at most, not until " + until + ".");
        }
    }

    private String hint(String what) {
        if (refused.contains(what)) {
            return "That filter looks or changes rather than decides. Take it out, or set mode: off.";
        }
        Set<String> names = new TreeSet<>(needsEnd.keySet());
        return names.size() > LISTED
                ? "Write limits, traffic, ROUTE/FILTER such as orders/jwt, filters/FILTER, services/SERVICE/FILTER, or the"
                        + " name of a policy."
                : "There are: " + String.join(", ", names) + ".";
    }
}
