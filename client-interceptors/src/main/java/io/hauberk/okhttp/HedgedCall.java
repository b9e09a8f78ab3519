package io.hauberk.okhttp;

import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.service.Attempt;
import io.hauberk.service.Cancellation;
import io.hauberk.service.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Carries the attempts of a user's OkHttp call that is hedged: each is a call of the engine's, since an interceptor's
 * chain proceeds on one thread. When the user cancels his call, or its time is up, they are broken off.
 */
final class HedgedCall extends EventListener implements Transport {
    private final Transport engine;

    // Guarded by this.
    private final List<Cancellation> attempts = new ArrayList<>(2);
    private boolean cancelled;

    private HedgedCall(Transport engine) {
        this.engine = engine;
    }

    static Transport of(Transport engine, Call call) {
        HedgedCall hedged = new HedgedCall(engine);
        call.addEventListener(hedged);
        if (call.isCanceled()) {
            hedged.canceled(call);
        }
        return hedged;
    }

    @Override
    public Response send(Request request, Attempt attempt) throws IOException {
        Cancellation cancellation = attempt.cancellation();
        if (cancellation != null && !note(cancellation)) {
            cancellation.cancel();
        }
        return engine.send(request, attempt);
    }

    private synchronized boolean note(Cancellation cancellation) {
        attempts.add(cancellation);
        return !cancelled;
    }

    @Override
    public void canceled(Call call) {
        List<Cancellation> all;
        synchronized (this) {
            cancelled = true;
            all = List.copyOf(attempts);
        }
        all.forEach(Cancellation::cancel);
    }
}
