package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Request;
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

    boolean holds(Request request, Caller caller, boolean wide) {
        return test.holds(request, caller, wide);
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
