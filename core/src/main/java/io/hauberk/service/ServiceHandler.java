package io.hauberk.service;

import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A service, ready to be called. It stays valid when {@link Services#replace} changes what stands behind it. Blocks until
 * the head of the answer is there. Thread-safe.
 *
 * <p>Refusals are responses: 503 {@code no-endpoint}, 504 {@code deadline-exceeded}, and those of the service's own
 * filters. An answer that never came is a {@link TransportException}, which a gateway shows as 502, or as 504 where it is
 * {@link Failure#TIMEOUT}.
 */
public final class ServiceHandler implements Handler {
    private final String name;
    private final Rejection gone;
    private final Rejection closing;
    /** Calls that have no head yet. */
    private final AtomicInteger calls = new AtomicInteger();

    private volatile boolean leaving;
    private volatile Service service;
    private volatile @Nullable Running running;

    ServiceHandler(Service service) {
        this.name = service.name();
        this.service = service;
        this.gone = Rejection.of("mesh", 503, "no-endpoint")
                .by(name)
                .because("The service is not known any more.")
                .with("Proxy-Status", "hauberk; error=destination_not_found");
        this.closing = Rejection.of("mesh", 503, "closing")
                .by(name)
                .because("The mesh is being closed and takes no new calls.")
                .with("Proxy-Status", "hauberk; error=connection_terminated");
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What it is now, or was last. */
    public Service service() {
        return service;
    }

    /** What it does from now on. */
    void run(Running running) {
        this.service = running.chain().service();
        this.running = running;
    }

    /** It does nothing any more, but may be brought back. */
    void stop() {
        running = null;
    }

    /** How many retries the budget has left. */
    double budget() {
        Running now = running;
        return now == null ? 0 : now.chain().budget().balance();
    }

    /** What its guards show, 0 where there are none. */
    double guards(ToDoubleFunction<Guards> value) {
        Running now = running;
        Guards guards = now == null ? null : now.chain().guards();
        return guards == null ? 0 : value.applyAsDouble(guards);
    }

    /** How many endpoints have as much to do as they may. */
    double full() {
        Running now = running;
        Limits limits = service.limits();
        return now == null || limits == null || limits.perEndpoint() == 0
                ? 0
                : now.supply().pool().full(limits.perEndpoint());
    }

    @Nullable Running running() {
        return running;
    }

    /** Calls the service through its own transport. */
    @Override
    public Response handle(Request request) throws IOException {
        return call(request, null);
    }

    /** Calls the service, sending each attempt by this transport instead of its own; null for its own. */
    public Response call(Request request, @Nullable Transport transport) throws IOException {
        calls.incrementAndGet();
        try {
            Running now = running;
            if (now == null) {
                return refuse(request, gone);
            }
            return leaving
                    ? refuse(request, closing)
                    : now.chain().call(request, transport == null ? now.transport() : transport);
        } finally {
            calls.decrementAndGet();
        }
    }

    /** Whether this request would be hedged, if it came in such an exchange. Then its attempts need a transport of their own. */
    public boolean hedges(Request request) {
        CallOptions options = request.exchange().get(CallOptions.KEY);
        Hedge own = options == null ? null : options.hedge();
        Hedge hedge = own == null ? service.hedge() : own;
        return hedge.max() > 0 && RetryRules.hedgeable(request) && !Lineage.repeated(request.exchange());
    }

    /** Calls the service, sending each attempt by what this makes of its own transport. */
    public Response callBy(Request request, UnaryOperator<Transport> around) throws IOException {
        Running now = running;
        return call(request, now == null ? null : around.apply(now.transport()));
    }

    /** Takes no calls any more; those under way go on. */
    void leave() {
        leaving = true;
    }

    /** Whether no call is under way, nor the answer of one. */
    boolean idle() {
        Running now = running;
        return calls.get() == 0 && (now == null || now.supply().pool().active() == 0);
    }

    private static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    @Override
    public String toString() {
        return name;
    }

    /** A service at work. */
    record Running(CallChain chain, Transport transport, Supply supply) {}
}
