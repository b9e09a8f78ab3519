package io.hauberk.gateway;

import io.hauberk.Concern;
import io.hauberk.Filter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be switched off in a pipeline, by name. */
final class Switchboard {
    private static final int LISTED = 20;

    private final Switches switches;
    private final Set<String> refused = new TreeSet<>();
    /** Whether it may only be off for a time. */
    private final Map<String, Boolean> needsEnd = new HashMap<>();

    Switchboard(Switches switches) {
        this.switches = switches;
        needsEnd.put(Switches.LIMITS, false);
        needsEnd.put(Switches.TRAFFIC, false);
    }

    void add(String owner, @Nullable String policy, Filter filter) {
        Concern concern = filter.concern();
        String name = owner + '/' + filter.name();
        if (!Switch.switchable(concern)) {
            refused.add(name);
            return;
        }
        needsEnd.merge(name, Switch.needsEnd(concern), Boolean::logicalOr);
        if (policy != null) {
            needsEnd.merge(policy, Switch.needsEnd(concern), Boolean::logicalOr);
        }
    }

    void require(SwitchedOff said) {
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
                ? "Write limits, traffic, ROUTE/FILTER such as orders/jwt, filters/FILTER, or the name of a policy."
                : "There are: " + String.join(", ", names) + ".";
    }
}
