package io.hauberk.benchmarks;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.Locale;
import java.util.Random;

/** Requests of many callers, each as likely as another. Not thread-safe. */
final class Crowd {
    private static final int REQUESTS = 1 << 18;

    private final Ticker ticker;
    private final Request request;
    private final Caller[] callers = new Caller[REQUESTS];
    private int next;

    Crowd(int size, Ticker ticker) {
        this.ticker = ticker;
        this.request = Request.of(
                Exchange.begin(ticker), "GET", "http", "shop.test", "/", null, Headers.empty(), Body.empty());
        Caller[] all = new Caller[size];
        for (int i = 0; i < size; i++) {
            all[i] = caller(i);
        }
        Random random = new Random(1);
        for (int i = 0; i < REQUESTS; i++) {
            callers[i] = all[random.nextInt(size)];
        }
    }

    /** What a caller is called: as long as a UUID, as subjects often are. */
    static String name(int index) {
        return String.format(Locale.ROOT, "0b1f3a4e-9d5f-4c57-a7fd-%012d", index);
    }

    static Caller caller(int index) {
        return Caller.unknown().withPrincipal(name(index), null);
    }

    /** The next request, in an exchange of its own. */
    Request next() {
        return of(callers[next++ & (REQUESTS - 1)]);
    }

    Request of(Caller caller) {
        Exchange own = Exchange.begin(ticker);
        own.attach(caller);
        return request.in(own);
    }
}
