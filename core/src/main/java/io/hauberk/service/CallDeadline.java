package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Key;
import io.hauberk.Request;

/**
 * By when the answer must have begun, for filters that wait: the deadline of the exchange, and, where the filter stands
 * around a call to a service, that of the call, if it is nearer.
 */
public final class CallDeadline {
    private static final Key<Deadline> KEY = Key.named("call deadline");

    private CallDeadline() {}

    /** The nearer one; {@link Deadline#NONE} where there is none. */
    public static Deadline of(Request request) {
        Exchange exchange = request.exchange();
        Deadline call = exchange.get(KEY);
        return call == null ? exchange.deadline() : call.min(exchange.deadline());
    }

    /** Notes it, for the filters of a service. */
    static void note(Exchange exchange, Deadline deadline) {
        exchange.put(KEY, deadline);
    }
}
