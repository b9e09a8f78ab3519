package io.hauberk.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.CounterStore;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.key.By;
import io.hauberk.quota.Quota;
import io.hauberk.quota.Window;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.store.MemoryStore;
import io.hauberk.store.Store;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counters are called is what finds them again after a restart, and in other processes: these names must not change. */
class NamesInStoresTest {
    private final VirtualTime time = VirtualTime.moving();
    private final List<String> keys = new ArrayList<>();
    private final Store store = Store.named("shared", recording()).ticker(time);

    private CounterStore recording() {
        CounterStore counters = MemoryStore.of(100, time, time);
        return (CounterStore) Proxy.newProxyInstance(
                CounterStore.class.getClassLoader(),
                new Class<?>[] {CounterStore.class},
                (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof List<?> draws) {
                        draws.forEach(draw -> keys.add(((CounterStore.Draw) draw).key()));
                    }
                    try {
                        return method.invoke(counters, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void send(Filter filter) throws IOException {
        Exchange exchange = Exchange.begin(time);
        exchange.attach(Caller.unknown().withPrincipal("ada", "test"));
        Request request = Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
        assertThat(filter.handle(request, r -> Response.of(200)).status()).isEqualTo(200);
    }

    @Test
    void aQuotaNamesItsCallersByAHash() throws IOException {
        send(Quota.of(3, Window.month()).timing(time, time).by(By.principal()).store(store));
        assertThat(keys).containsExactly("quota:month:e-nhFMODziR:PyC5n-6piXmzgSMzpvcjTQ");
    }

    @Test
    void aRateLimitNamesItsCallersByAHash() throws IOException {
        send(RateLimit.of(3, Duration.ofMinutes(1)).by(By.principal()).store(store));
        assertThat(keys).containsExactly("limit:3-per-1m:axaRJr3863H:{PyC5n-6piXmzgSMzpvcjTQ}");
    }
}
