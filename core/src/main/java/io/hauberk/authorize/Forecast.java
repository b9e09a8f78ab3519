package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Rejection;
import io.hauberk.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** What rules will say of a request whose caller may be yet unknown, in lines for people. */
final class Forecast {
    private static final int MOST_THAT_DO_NOT_FIT = 10;

    /** How a rule fits, as far as is known. */
    private enum Answer {
        FITS,
        OPEN,
        DOES_NOT
    }

    private final Request request;
    private final Caller caller;
    private final boolean callerOpen;
    private final List<String> lines = new ArrayList<>();
    private boolean open;
    private int unfit;

    Forecast(Request request, boolean callerOpen) {
        this.request = request;
        this.caller = request.exchange().caller();
        this.callerOpen = callerOpen;
    }

    void audited(Ruled[] rules) {
        for (Ruled rule : rules) {
            Answer unused = ask(rule, true);
        }
    }

    /** Whether one of the rules refuses, whoever calls. */
    boolean denied(Ruled[] rules) {
        for (Ruled rule : rules) {
            Answer answer = ask(rule, true);
            if (answer == Answer.FITS) {
                lines.add("so it is refused with 403 by " + rule.name());
                return true;
            }
            open |= answer == Answer.OPEN;
        }
        return false;
    }

    void notDenied() {
        lines.add(open ? "so it passes, unless one of them refuses" : "so it passes: no deny rule fits");
    }

    void allowed(Ruled[] rules, Supplier<Rejection> refusal) {
        boolean perhaps = false;
        for (Ruled rule : rules) {
            Answer answer = ask(rule, false);
            if (answer == Answer.FITS) {
                lines.add("so it passes" + (perhaps ? "" : " by " + rule.name())
                        + (open ? ", unless a deny rule refuses" : ""));
                return;
            }
            perhaps |= answer == Answer.OPEN;
        }
        Rejection rejection = refusal.get();
        lines.add(
                perhaps
                        ? "so it depends on who calls; where no allow rule fits, it is refused"
                        : "so it is refused with " + rejection.status() + " by " + rejection.rule());
    }

    void outside(External external) {
        lines.add("what passes is decided by " + external);
    }

    List<String> lines() {
        if (unfit > MOST_THAT_DO_NOT_FIT) {
            lines.add(0, (unfit - MOST_THAT_DO_NOT_FIT) + " more rules do not fit");
        }
        return List.copyOf(lines);
    }

    private Answer ask(Ruled rule, boolean wide) {
        StringJoiner held = new StringJoiner(", ");
        StringJoiner unknown = new StringJoiner(", ");
        for (Part part : rule.parts()) {
            if (part.open(caller, callerOpen)) {
                unknown.add(part.toString());
            } else if (part.holds(request, caller, wide)) {
                held.add(part + seen(part));
            } else {
                return unfit(rule, part + seen(part) + " does not hold");
            }
        }
        for (Part part : rule.exceptions()) {
            if (part.open(caller, callerOpen)) {
                unknown.add("not " + part);
            } else if (part.holds(request, caller, !wide)) {
                return unfit(rule, "it excepts " + part + seen(part));
            }
        }
        String known = held.length() == 0 ? "" : ": " + held;
        if (unknown.length() == 0) {
            lines.add(rule.name() + " fits" + known);
            return Answer.FITS;
        }
        lines.add(rule.name() + " fits if the caller, who is not known here, has " + unknown + known);
        return Answer.OPEN;
    }

    private Answer unfit(Ruled rule, String because) {
        if (unfit++ < MOST_THAT_DO_NOT_FIT) {
            lines.add(rule.name() + " does not fit: " + because);
        }
        return Answer.DOES_NOT;
    }

    /** What the request has there; nothing that may be secret. */
    private String seen(Part part) {
        String value = switch (part.name()) {
            case "methods" -> request.method();
            case "hosts" -> request.host();
            case "paths" -> request.path();
            case "addresses" -> caller.address();
            default -> null;
        };
        return value == null ? "" : " (" + value + ')';
    }
}
