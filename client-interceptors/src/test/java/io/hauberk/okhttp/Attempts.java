package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Attempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Attempts and requests for tests. */
final class Attempts {
    /** What no attempt takes, on whatever machine. */
    static final Duration MUCH = Duration.ofSeconds(60);

    private Attempts() {}

    static Attempt to(int port) {
        return to(Endpoint.of("http", "127.0.0.1", port));
    }

    static Attempt to(Endpoint endpoint) {
        return to(endpoint, MUCH);
    }

    static Attempt to(Endpoint endpoint, Duration head) {
        return to(endpoint, head, MUCH, MUCH);
    }

    static Attempt to(Endpoint endpoint, Duration head, Duration connect, Duration idle) {
        return new Attempt("orders", endpoint, 1, Deadline.after(head, Ticker.system()), connect, idle, null);
    }

    static Request request(String method, String target, Headers headers, Body body) {
        int mark = target.indexOf('?');
        return Request.of(
                Exchange.begin(Ticker.system()),
                method,
                "http",
                "shop.example.com",
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                headers,
                body);
    }

    /** Threads for callers: virtual ones where the tests run with those. */
    static ExecutorService callers() {
        if (!Boolean.getBoolean("hauberk.test.virtualThreads")) {
            return Executors.newCachedThreadPool();
        }
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("This JDK has no virtual threads.", e);
        }
    }

    static String text(Response response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        response.body().transferTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
