package io.hauberk.fetch;

import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Ticker;
import java.time.Duration;

/**
 * Fetches for a whole minute, whatever the deadline of a request: a busy machine may need more than the few seconds of
 * the product.
 */
public final class PatientFetch {
    /** So long no answer takes, unless something hangs. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Fetch PATIENT = Fetch.direct().timeout(PATIENCE);

    private PatientFetch() {}

    /** The handler. */
    public static Handler handler() {
        return request -> PATIENT.handle(request.in(Exchange.begin(Ticker.system())));
    }
}
