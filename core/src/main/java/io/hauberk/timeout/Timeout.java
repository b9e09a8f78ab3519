package io.hauberk.timeout;

import io.hauberk.Concern;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits the time until the head of the response; then the answer is 504. Never interrupts a thread: it shortens the
 * exchange's deadline, which ends calls to other services and which the application can ask for. While the content of
 * the request is on its way the time stands still, so that large uploads live; that of the caller does not.
 *
 * <p>A deadline that is shorter already stays. What comes back after the deadline is closed and replaced by 504, and so
 * is an exception that the deadline caused; other exceptions, and refusals from inside, pass as they are. Where an
 * application that writes its own output begins to after the deadline, the adapter throws that exception at it.
 *
 * <p>Does not block by itself; immutable and thread-safe. Stands outside authentication and limits, so that their time
 * counts, too; a shorter one may stand in a route.
 */
public final class Timeout implements Filter {
    private static final String NAME = "timeout";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Rejection LATE = Rejection.of(NAME, 504, "deadline-exceeded")
            .because("The time for this request ran out.")
            .with("Proxy-Status", "hauberk; error=http_response_timeout");
    private static final Decision REFUSED = LATE.decision(Outcome.REFUSED);

    private static final Timeout OF_CALLER = new Timeout(null);

    /** Null for what the caller says. */
    private final @Nullable Duration after;

    private Timeout(@Nullable Duration after) {
        this.after = after;
    }

    /** A timeout after a positive duration. */
    public static Timeout of(Duration after) {
        if (after.isNegative() || after.isZero()) {
            throw new IllegalArgumentException("A timeout is longer than nothing, but this one is " + after + ".");
        }
        return new Timeout(after);
    }

    /** Reads {@code { after }}. */
    public static Timeout from(Settings settings) {
        Duration after = settings.duration("after");
        if (after == null) {
            if (!settings.has("after")) {
                settings.fault("after", "A timeout needs a duration: after: 500ms, or timeout: 500ms for short.");
            }
            return new Timeout(Duration.ofSeconds(15));
        }
        return new Timeout(after);
    }

    /**
     * As long as the caller is ready to wait: {@code grpc-timeout} and {@code x-envoy-expected-rq-timeout-ms}. Believed
     * from anyone, since a deadline only shrinks; what is not well-formed is ignored. A gateway has it in its pipeline.
     */
    public static Timeout ofCaller() {
        return OF_CALLER;
    }

    /**
     * The content of the request is on its way from now on, so that nobody waits for an answer yet: the time of timeouts
     * stands still; that of the caller does not. For adapters, which call {@link #goOn} once for each call of this.
     */
    public static void standStill(Exchange exchange) {
        Stopwatch stopwatch = exchange.get(Stopwatch.KEY);
        if (stopwatch != null) {
            stopwatch.standStill();
        }
    }

    /** The end of {@link #standStill}. */
    public static void goOn(Exchange exchange) {
        Stopwatch stopwatch = exchange.get(Stopwatch.KEY);
        if (stopwatch != null) {
            stopwatch.goOn();
        }
    }

    /**
     * The clock of a request's exchange, except that it stands still while the content of the request is on its way: for
     * whoever measures how long an answer takes, and not how fast a client sends.
     */
    public static Ticker clock(Request request) {
        return request.body().length() == 0 ? request.exchange().ticker() : Stopwatch.of(request.exchange());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.TRAFFIC;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        if (after != null) {
            return handle(request, Stopwatch.deadline(request, after), next);
        }
        Duration within = TimeoutHeaders.read(request.headers());
        return within == null
                ? next.handle(request)
                : handle(request, Deadline.after(within, request.exchange().ticker()), next);
    }

    private static Response handle(Request request, Deadline own, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        exchange.shrink(own);
        Deadline deadline = exchange.deadline();
        if (deadline.passed()) {
            return late(exchange);
        }
        exchange.record(APPLIED);
        Response response;
        try {
            response = next.handle(request);
        } catch (IOException e) {
            if (deadline.passed() && outOfTime(e)) {
                return late(exchange);
            }
            throw e;
        }
        if (response.sent() || response.rejection() != null || !deadline.passed()) {
            return response;
        }
        response.close();
        return late(exchange);
    }

    private static boolean outOfTime(IOException failure) {
        Rejection rejection = Problem.of(failure);
        return rejection != null && rejection.status() == 504;
    }

    private static Response late(Exchange exchange) {
        exchange.record(REFUSED);
        return Response.refused(LATE);
    }

    @Override
    public String toString() {
        return NAME + '(' + (after == null ? "of the caller" : after.toMillis() + " ms") + ')';
    }
}
