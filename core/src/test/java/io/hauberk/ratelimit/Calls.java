package io.hauberk.ratelimit;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;

/** Requests in virtual time. */
final class Calls {
    final VirtualTime time = VirtualTime.moving();

    Request by(Caller caller) {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(caller);
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
    }

    Request by(String principal) {
        return by(Caller.unknown().withPrincipal(principal, "test"));
    }

    Handled send(Filter filter, String principal) throws IOException {
        return FilterTest.of(filter).handle(by(principal));
    }

    /** How many of so many requests pass. */
    int passing(Filter filter, String principal, int requests) throws IOException {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += send(filter, principal).status() == 200 ? 1 : 0;
        }
        return passed;
    }
}
