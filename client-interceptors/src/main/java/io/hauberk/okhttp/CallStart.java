package io.hauberk.okhttp;

import io.hauberk.Exchange;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Notes on whose behalf a call is made, in the thread that makes it: interceptors of an enqueued call run elsewhere. A
 * tag of the request says it better, and WebSockets have no listeners, so there it is the only way.
 */
final class CallStart extends EventListener {
    private static final CallStart INSTANCE = new CallStart();

    private CallStart() {}

    /** Listeners that do this, too. */
    static Factory beside(Factory others) {
        return call -> others.create(call).plus(INSTANCE);
    }

    @Override
    public void callStart(Call call) {
        note(call);
    }

    static void note(Call call) {
        Exchange exchange = Exchange.current();
        if (exchange != null && call.tag(Exchange.class) == null) {
            call.tag(Exchange.class, () -> exchange);
        }
    }
}
