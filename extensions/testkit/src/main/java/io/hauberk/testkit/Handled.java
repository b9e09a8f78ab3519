package io.hauberk.testkit;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a request in a {@link FilterTest}. */
public final class Handled {
    private final Exchange exchange;
    private final Response response;
    private final List<Request> passed;

    Handled(Exchange exchange, Response response, List<Request> passed) {
        this.exchange = exchange;
        this.response = response;
        this.passed = passed;
    }

    /** The response that left the filter, still open. */
    public Response response() {
        return response;
    }

    /** Its status. */
    public int status() {
        return response.status();
    }

    /** The first value of one of its fields, or null. */
    public @Nullable String header(String name) {
        return response.headers().first(name);
    }

    /** Reads the whole body as UTF-8 and ends the response as completed. */
    public String text() throws IOException {
        try (var in = response.body().open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            response.end(End.COMPLETED);
            return text;
        }
    }

    /** The refusal, or null where the filter did not refuse. */
    public @Nullable Rejection rejection() {
        return response.rejection();
    }

    /** The short name of the refusal's reason, or null. */
    public @Nullable String reason() {
        Rejection rejection = response.rejection();
        return rejection == null ? null : rejection.reason();
    }

    /** The requests that came out of the filter on the inside, in order. */
    public List<Request> passed() {
        return passed;
    }

    /** The one request that came out on the inside; fails where it was none, or more. */
    public Request request() {
        if (passed.size() != 1) {
            throw new AssertionError("One request should have passed the filter, but it were " + passed + ".");
        }
        return passed.get(0);
    }

    /** The exchange. */
    public Exchange exchange() {
        return exchange;
    }

    /** What the filter decided, in order. */
    public List<Decision> decisions() {
        return exchange.decisions();
    }

    /** The outcomes of what the filter decided, in order. */
    public List<Outcome> outcomes() {
        return exchange.decisions().stream().map(Decision::outcome).toList();
    }

    /** Ends response and exchange, as an adapter does after the last byte. */
    public Handled end(End end) {
        response.end(end);
        exchange.end(end);
        return this;
    }
}
