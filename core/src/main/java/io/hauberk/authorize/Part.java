package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Request;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One part of a rule.
 *
 * @param name its name in YAML
 * @param about what it is about
 * @param test whether it holds
 * @param values its values, for messages and challenges
 */
record Part(String name, About about, Test test, Object values) {
    /** What a part is about, from what is known before to what must be found out. */
    enum About {
        /** The request or its connection. */
        REQUEST,
        /** Who calls: could hold if the caller authenticated. */
        CALLER,
        /** What the caller may do: could hold with a token for more. */
        SCOPE
    }

    @FunctionalInterface
    interface Test {
        /**
         * Whether it holds.
         *
         * @param wide whether the rule refuses, so that doubts count against the request
         */
        boolean holds(Request request, Caller caller, boolean wide);
    }

    /**
     * Whether nobody can say yet if it holds: it asks for the caller, who is still to be found out, or for the peer of a
     * connection that there is not.
     */
    boolean open(Caller caller, boolean callerOpen) {
        return about == About.REQUEST ? name.equals("peers") && caller.peer() == null : callerOpen;
    }

    boolean holds(Request request, Caller caller, boolean wide) {
        return test.holds(request, caller, wide);
    }

    /** A part that goes by the clock. */
    static Part timed(List<TimeWindow> windows, InstantSource clock) {
        return new Part("times", About.REQUEST, (request, caller, wide) -> open(windows, clock.instant()), windows);
    }

    /** This part by another clock, if it goes by one. */
    Part by(InstantSource clock) {
        if (!name.equals("times")) {
            return this;
        }
        List<TimeWindow> windows = new ArrayList<>();
        ((List<?>) values).forEach(window -> windows.add((TimeWindow) window));
        return timed(windows, clock);
    }

    private static boolean open(List<TimeWindow> windows, Instant now) {
        for (TimeWindow window : windows) {
            if (window.holds(now)) {
                return true;
            }
        }
        return false;
    }

    static Part of(String name, About about, List<String> texts, Function<Values, Test> test) {
        Values values = Values.of(name, texts);
        return new Part(name, about, test.apply(values), values);
    }

    @Override
    public String toString() {
        return name + ' ' + values;
    }
}
