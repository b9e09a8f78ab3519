package io.hauberk.testkit;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tests a filter alone, without a server: <pre>{@code
 * FilterTest test = FilterTest.of(RateLimit.of(1, ofMinutes(1)));
 * assertThat(test.get("/").status()).isEqualTo(200);
 * assertThat(test.get("/").status()).isEqualTo(429);
 * }</pre>
 *
 * <p>Behind the filter stands a handler that answers 200 with the text {@code ok}; another one is given by {@link
 * #before(Handler)}. {@link #beforeApplication} stands for a servlet that writes its output itself: a filter that works
 * before both works in guard and gateway mode and around an HTTP client. Immutable; as thread-safe as the filter.
 */
public final class FilterTest {
    private final Filter filter;
    private final Handler inside;

    private FilterTest(Filter filter, Handler inside) {
        this.filter = filter;
        this.inside = inside;
    }

    /** A test of this filter. */
    public static FilterTest of(Filter filter) {
        return new FilterTest(filter, request -> Response.ok("ok"));
    }

    /** This test with another handler behind the filter. */
    public FilterTest before(Handler handler) {
        return new FilterTest(filter, handler);
    }

    /** This test with an application behind the filter that sends this head, and its body, itself. */
    public FilterTest beforeApplication(Head head) {
        return before(request -> Response.sent(request.mapped(head)));
    }

    /** Sends a GET request through the filter. */
    public Handled get(String target) throws IOException {
        return handle(Request.get(target));
    }

    /** Sends a request through the filter. */
    public Handled handle(Request request) throws IOException {
        List<Request> passed = new ArrayList<>();
        Handler noting = inner -> {
            passed.add(inner);
            return inside.handle(inner);
        };
        Response response = filter.around(noting).handle(request);
        return new Handled(request.exchange(), response, List.copyOf(passed));
    }
}
