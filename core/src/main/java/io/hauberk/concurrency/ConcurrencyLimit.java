package io.hauberk.concurrency;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.key.By;
import io.hauberk.limit.Health;
import io.hauberk.limit.Shadow;
import io.hauberk.service.Criticality;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests are in flight at once, in all or {@linkplain #by for each caller}: a bulkhead, without threads
 * of its own. The number is {@linkplain #of fixed}, or {@linkplain #adaptive() found out} from the latency of the answers. A
 * request is in flight until its response has ended, so streams and asynchronous answers count until their last byte.
 *
 * <p><b>When it says no:</b> 503 with {@code Retry-After: 1}, at once; or after a while, where a {@link #queue} is asked
 * for. {@link #share} leaves the last part of the limit to those that are more critical. <b>Place:</b> early, so that
 * what is refused costs little; in a route, where requests of different routes take very different times. Choose a number
 * below the container's threads, or the container's own queue decides. Around a call to another service it keeps that one
 * from taking all our threads.
 *
 * <p>Without a queue it never blocks. Thread-safe. State belongs to the instance: routes that share it share the limit, and
 * each wither makes a new limit that starts at zero.
 */
public final class ConcurrencyLimit implements Filter, Explainable, MeterBinder {
    private static final int MAX = 1_000_000;
    private static final int MAX_WAITING = 10_000;
    private static final int FOR_HEALTH = 20;
    private static final String STANDARD_NAME = "concurrencyLimit";

    private final Terms terms;
    private final Gates gates;
    private final Permit common;
    private final Refusals refusals = new Refusals();
    private final Decision allowed;
    private final Rejection rejection;

    private ConcurrencyLimit(Terms terms) {
        this.terms = terms;
        this.gates = new Gates(terms);
        this.common = new Permit(gates, gates.common(), null);
        this.allowed = Decision.of(terms.name(), Outcome.ALLOWED, null);
        this.rejection = Rejection.of(terms.name(), 503, "too-many-in-flight")
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
        return new ConcurrencyLimit(Terms.of(STANDARD_NAME, max, null, false));
    }

    /**
     * As many at once as answers come back without a queue building up: {@link AdaptiveLimit#gradient()}, and 20 more
     * {@linkplain #keepingForHealth for health checks}.
     */
    public static ConcurrencyLimit adaptive() {
        return adaptive(AdaptiveLimit.gradient());
    }

    /**
     * As many at once as these terms find out, and 20 more {@linkplain #keepingForHealth for health checks}. It measures
     * requests that got a permit, to the head of their answer. {@linkplain #by By callers}, each has a limit of its own.
     */
    public static ConcurrencyLimit adaptive(AdaptiveLimit how) {
        return new ConcurrencyLimit(Terms.of(STANDARD_NAME, how.max(), how, false)).keepingForHealth(FOR_HEALTH);
    }

    /**
     * So many requests at once that hold a thread of the container. An asynchronous answer of the application holds one
     * until its servlet has returned; what is forwarded, until its last byte. On virtual threads nothing is counted.
     *
     * @param max from 1 to a million
     */
    public static ConcurrencyLimit ofThreads(int max) {
        require("The limit", max, 1);
        return new ConcurrencyLimit(Terms.of("threads", max, null, true));
    }

    /**
     * What a gateway has by default: 160 {@linkplain #ofThreads threads}, since containers have 200, and 20 more {@linkplain
     * #keepingForHealth for health checks}. So event streams, or a service that hangs, leave threads for others.
     */
    public static ConcurrencyLimit standard() {
        return ofThreads(160).keepingForHealth(FOR_HEALTH);
    }

    /** Reads the parameters of {@code concurrencyLimit} in a configuration file. */
    public static ConcurrencyLimit from(Settings settings) {
        return ConcurrencyReader.read(settings);
    }

    /** So many for each caller, by these parts together, instead of so many in all. */
    public ConcurrencyLimit by(By... parts) {
        return new ConcurrencyLimit(terms.by(parts.length == 1 ? parts[0] : By.all(parts)));
    }

    /** Keeps so many permits more for the requests that the test names, such as health checks. It must not block. */
    public ConcurrencyLimit keeping(int permits, Predicate<Request> test) {
        require("The reserve", permits, 0);
        return new ConcurrencyLimit(terms.keeping(permits, test));
    }

    /**
     * Keeps so many permits more for health checks: GET or HEAD of {@code /health}, {@code /healthz}, {@code /livez},
     * {@code /readyz}, {@code /actuator/health}, and what is below them.
     */
    public ConcurrencyLimit keepingForHealth(int permits) {
        return keeping(permits, Health::asks);
    }

    /**
     * Requests of this criticality, and of those below it, get a permit only while less than this percentage of the limit is
     * taken; those above get the rest. Default: all may fill the whole. How critical a request is, its exchange tells: {@link
     * Criticality#of}.
     *
     * @param percent 1 to 100; one permit at least
     */
    public ConcurrencyLimit share(Criticality criticality, int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("The share of " + criticality
                    + " requests is from 1 to 100 percent, but it" + " is " + percent + ".");
        }
        return new ConcurrencyLimit(terms.share(criticality, percent));
    }

    /**
     * Lets requests that do not fit wait for a permit, in the thread that they came in, never past their deadline. The most
     * critical go first, and displace others from a full queue; among equals the oldest, and once that has waited for half
     * of its time, the newest. Default: nobody waits.
     *
     * @param requests how many may wait, 1 to 10,000
     * @param wait how long each
     */
    public ConcurrencyLimit queue(int requests, Duration wait) {
        if (requests < 1 || requests > MAX_WAITING || wait.isNegative() || wait.isZero()) {
            throw new IllegalArgumentException(
                    "1 to " + MAX_WAITING + " requests may wait, and for a time above zero, but" + " this asks for "
                            + requests + " and " + wait + ".");
        }
        return new ConcurrencyLimit(terms.queue(requests, wait));
    }

    /** The name in records and metrics. Default: {@code concurrencyLimit}. */
    public ConcurrencyLimit named(String name) {
        return new ConcurrencyLimit(terms.named(name));
    }

    private static void require(String what, int permits, int min) {
        if (permits < min || permits > MAX) {
            throw new IllegalArgumentException(
                    what + " of requests in flight is from " + min + " to " + MAX + ", but it is " + permits + ".");
        }
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    /**
     * Refuses nobody and lets nobody wait; what would have been refused passes without a permit and is not measured. An
     * adaptive limit sees the load of those, too, so it sinks lower than it would if they were refused.
     */
    @Override
    public Filter shadowed() {
        return new Shadow(this, (request, next) -> handle(request, next, false));
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return handle(request, next, true);
    }

    private Response handle(Request request, Handler next, boolean enforced) throws IOException {
        if (terms.threads() && VirtualThreads.current()) {
            return next.handle(request);
        }
        Exchange exchange = request.exchange();
        boolean privileged = terms.reserve() > 0 && terms.privileged().test(request);
        Permit permit = permit(request, privileged, enforced);
        if (permit == null) {
            refusals.count(exchange);
            exchange.record(rejection.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
            return enforced ? Response.refused(rejection) : next.handle(request);
        }
        if (!terms.threads()) {
            exchange.record(allowed);
        }
        return permit instanceof MeasuredPermit measured
                ? measured(request, next, measured)
                : plain(request, next, permit);
    }

    private @Nullable Permit permit(Request request, boolean privileged, boolean waits) throws IOException {
        Long key = gates.key(request);
        Gate gate = gates.of(key);
        boolean entered = false;
        try {
            entered = enter(request, gate, privileged, waits);
        } finally {
            if (!entered) {
                gates.done(key);
            }
        }
        if (!entered) {
            return null;
        }
        if (!privileged && gate.bound() instanceof Controller controller) {
            return new MeasuredPermit(gates, gate, key, controller, request);
        }
        return key == null ? common : new Permit(gates, gate, key);
    }

    private boolean enter(Request request, Gate gate, boolean privileged, boolean waits) throws IOException {
        int rank = terms.partitioned() || terms.queue() > 0
                ? Criticality.of(request.exchange()).ordinal()
                : 0;
        if (gate.tryEnter(rank, privileged ? terms.reserve() : 0)) {
            return true;
        }
        if (terms.queue() == 0 || !waits || privileged) {
            return false;
        }
        long nanos = Math.min(
                terms.patience().toNanos(), request.exchange().deadline().remainingNanos());
        return nanos > 0 && gate.await(rank, nanos, request.exchange().ticker());
    }

    private Response plain(Request request, Handler next, Permit permit) throws IOException {
        Response response;
        try {
            response = next.handle(request);
        } catch (Throwable e) {
            permit.release();
            throw e;
        }
        if (terms.threads() && response.sent()) {
            permit.release();
            return response;
        }
        return response.onEnd(permit);
    }

    private static Response measured(Request request, Handler next, MeasuredPermit permit) throws IOException {
        Response response;
        try {
            response = next.handle(request, permit::head);
        } catch (Throwable e) {
            permit.threw(e);
            permit.release();
            throw e;
        }
        permit.returned(response);
        return response.onEnd(permit);
    }

    /** Whether all requests share the one limit. */
    public boolean common() {
        return terms.by() == null;
    }

    /** Whether it finds its limit by itself. */
    public boolean adapts() {
        return terms.adaptive() != null;
    }

    /** The limit as it is now; of an adaptive limit {@link #by} callers the lowest. */
    public int limit() {
        return gates.limit();
    }

    /** How many requests are in flight. */
    public int inFlight() {
        return gates.inFlight();
    }

    /** How many requests wait for a permit. */
    public int waiting() {
        return gates.waiting();
    }

    /** How many callers are known, where each has its own limit. */
    int callers() {
        return gates.callers();
    }

    /**
     * Shows {@code hauberk.concurrency.inflight}, {@code .limit}, {@code .waiting} and {@code .refused} (by criticality). Of
     * two limits of one name the later is shown.
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        new Meters(registry, terms.name()).show(gates, refusals);
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        By by = terms.by();
        return by == null ? List.of() : List.of("counts by " + by.explain(request, callerOpen));
    }

    @Override
    public String toString() {
        return terms.toString();
    }
}
