package io.hauberk.killswitch;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A filter around the rest of its chain, or the rest alone while the filter is switched off. */
final class Switch implements Handler {
    private final Switches switches;
    private final String owner;
    private final @Nullable String policy;
    private final Filter filter;
    private final Handler next;
    private final Handler through;

    Switch(Switches switches, String owner, @Nullable String policy, Filter filter, Handler next, Handler through) {
        this.switches = switches;
        this.owner = owner;
        this.policy = policy;
        this.filter = filter;
        this.next = next;
        this.through = through;
    }

    /** Whether a filter of this concern has a switch at all. */
    static boolean switchable(Concern concern) {
        return concern.decides() || concern == Concern.TRAFFIC;
    }

    /** Whether it is switched off only for a time. */
    static boolean needsEnd(Concern concern) {
        return concern == Concern.AUTHENTICATION || concern == Concern.AUTHORIZATION;
    }

    /** The switch for all filters of the concern; null if each has only its own. */
    static @Nullable String whole(Concern concern) {
        return concern == Concern.LIMIT ? Switches.LIMITS : concern == Concern.TRAFFIC ? Switches.TRAFFIC : null;
    }

    static Decision skipped(Filter filter, SwitchedOff off) {
        return new Decision(filter.name(), Outcome.SKIPPED, "kill-switch", off.what());
    }

    @Override
    public Response handle(Request request) throws IOException {
        SwitchedOff off = switches.find(owner, policy, filter);
        if (off == null) {
            return through.handle(request);
        }
        request.exchange().record(skipped(filter, off));
        return next.handle(request);
    }

    @Override
    public String toString() {
        return through.toString();
    }
}
