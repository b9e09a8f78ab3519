package io.hauberk.concurrency;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.limit.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are in flight at once, in all or {@linkplain #by for each caller}: a bulkhead, without threads
 * of its own. A request is in flight until its response has ended, so streams and asynchronous answers count until their
 * last byte.
 *
 * <p><b>When it says no:</b> 503 with {@code Retry-After: 1}, at once; nothing waits here. <b>Place:</b> early, so that
 * what is refused costs little. Choose a number below the container's threads, or the container's own queue decides.
 * Around a call to another service it keeps that one from taking all our threads.
 *
 * <p>Never blocks; thread-safe. State belongs to the instance: routes that share it share the limit, and each wither makes
 * a new limit that starts at zero.
 */
public final class ConcurrencyLimit implements Filter, MeterBinder {
    private static final int MAX = 1_000_000;
    private static final String STANDARD_NAME = "concurrencyLimit";

    private final String name;
    private final int max;
    private final @Nullable By by;
    private final int reserve;
    private final Predicate<Request> privileged;
    private final boolean threads;

    private final Permits permits;
    private final Decision allowed;
    private final Rejection rejection;

    private ConcurrencyLimit(
            String name, int max, @Nullable By by, int reserve, Predicate<Request> privileged, boolean threads) {
        this.name = name;
        this.max = max;
        this.by = by;
        this.reserve = reserve;
        this.privileged = privileged;
        this.threads = threads;
        this.permits = new Permits(by);
        this.allowed = Decision.of(name, Outcome.ALLOWED, null);
        this.rejection = Rejection.of(name, 503, "too-many-in-flight")
                .because("Too many requests are being answered at this moment. Try again a little later.")
                .retryAfter(Duration.ofSeconds(1));
    }

    /**
     * So many requests at once.
     *
     * @param max from 1 to a million
     */
    public static ConcurrencyLimit of(int max) {
        require("The limit", max, 1);
        return new ConcurrencyLimit(STANDARD_NAME, max, null, 0, ConcurrencyLimit::nobody, false);
    }

    /**
     * So many requests at once that hold a thread of the container. An asynchronous answer of the application holds one
     * until its servlet has returned; what is forwarded, until its last byte. On virtual threads nothing is counted.
     *
     * @param max from 1 to a million
     */
    public static ConcurrencyLimit ofThreads(int max) {
        require("The limit", max, 1);
        return new ConcurrencyLimit("threads", max, null, 0, ConcurrencyLimit::nobody, true);
    }

    /**
     * What a gateway has by default: 160 {@linkplain #ofThreads threads}, since containers have 200, and 20 more {@linkplain
     * #keepingForHealth for health checks}. So event streams, or a service that hangs, leave threads for others.
     */
    public static ConcurrencyLimit standard() {
        return ofThreads(160).keepingForHealth(20);
    }

    private static boolean nobody(Request request) {
        return false;
    }

    /** Reads the parameters of {@code concurrencyLimit} in a configuration file. */
    public static ConcurrencyLimit from(Settings settings) {
        return ConcurrencyReader.read(settings);
    }

    /** So many for each caller, by these parts together, instead of so many in all. */
    public ConcurrencyLimit by(By... parts) {
        return new ConcurrencyLimit(
                name, max, parts.length == 1 ? parts[0] : By.all(parts), reserve, privileged, threads);
    }

    /** Keeps so many permits more for the requests that the test names, such as health checks. It must not block. */
    public ConcurrencyLimit keeping(int permits, Predicate<Request> test) {
        require("The reserve", permits, 0);
        return new ConcurrencyLimit(name, max, by, permits, test, threads);
    }

    /**
     * Keeps so many permits more for health checks: GET or HEAD of {@code /health}, {@code /healthz}, {@code /livez},
     * {@code /readyz}, {@code /actuator/health}, and what is below them.
     */
    public ConcurrencyLimit keepingForHealth(int permits) {
        return keeping(permits, Health::asks);
    }

    /** The name in records and metrics. Default: {@code concurrencyLimit}. */
    public ConcurrencyLimit named(String name) {
        return new ConcurrencyLimit(name, max, by, reserve, privileged, threads);
    }

    private static void require(String what, int permits, int min) {
        if (permits < min || permits > MAX) {
            throw new IllegalArgumentException(
                    what + " of requests in flight is from " + min + " to " + MAX + ", but it is " + permits + ".");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        if (threads && VirtualThreads.current()) {
            return next.handle(request);
        }
        Exchange exchange = request.exchange();
        int most = reserve > 0 && privileged.test(request) ? max + reserve : max;
        Permit permit = permits.tryAcquire(request, most);
        if (permit == null) {
            exchange.record(rejection.decision(Outcome.REFUSED));
            return Response.refused(rejection);
        }
        try {
            if (!threads) {
                exchange.record(allowed);
            }
            return held(next.handle(request), permit);
        } catch (Throwable e) {
            permit.release();
            throw e;
        }
    }

    private Response held(Response response, Permit permit) {
        if (threads && response.sent()) {
            permit.release();
            return response;
        }
        return response.onEnd(permit);
    }

    /** Whether all requests share the one limit. */
    public boolean common() {
        return by == null;
    }

    /** How many requests are in flight. */
    public int inFlight() {
        return permits.inFlight();
    }

    /** How many callers have requests in flight, where each has its own limit. */
    int callers() {
        return permits.callers();
    }

    /** Shows {@link #inFlight} as {@code hauberk.concurrency.inflight}. Of two limits of one name the later is shown. */
    @Override
    public void bindTo(MeterRegistry registry) {
        String meter = "hauberk.concurrency.inflight";
        Meter before = registry.find(meter).tag("filter", name).meter();
        if (before != null) {
            registry.remove(before);
        }
        Gauge.builder(meter, permits, Permits::inFlight)
                .description("Requests in flight behind a concurrency limit.")
                .tag("filter", name)
                .register(registry);
    }

    @Override
    public String toString() {
        return name + "(" + max + (by == null ? "" : " by " + by) + (reserve == 0 ? "" : ", and " + reserve + " kept")
                + ")";
    }
}
