package io.hauberk.consumer;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which consumer a caller is, by its principal or the name in its certificate, and leads it through the limits
 * of its plan. Who is no consumer passes as it is. A gateway with consumers has one right after authentication on each
 * route, and so at most once a request.
 *
 * <p>When it says no: 503 with {@code Retry-After} where the consumers cannot be asked; else never by itself. Blocks
 * where the consumers do. Immutable, thread-safe.
 */
public final class Recognition implements Filter, MeterBinder {
    private static final String NAME = "consumers";
    private static final Rejection UNKNOWN =
            Rejection.of(NAME, 503, "temporarily-unavailable").by("lookup").retryAfter(Duration.ofSeconds(1));

    private static final Decision UNKNOWN_PLAN = Decision.of(NAME, Outcome.ERROR, "unknown-plan");

    private final Consumers consumers;
    private final Map<String, List<Filter>> plans;
    private final BiFunction<Filter, Handler, Handler> placing;
    private final InstantSource clock;

    private Recognition(
            Consumers consumers,
            Map<String, List<Filter>> plans,
            BiFunction<Filter, Handler, Handler> placing,
            InstantSource clock) {
        this.consumers = consumers;
        this.plans = plans;
        this.placing = placing;
        this.clock = clock;
    }

    /**
     * Recognises these consumers.
     *
     * @param plans the filters of each plan, by its name
     */
    public static Recognition of(Consumers consumers, Map<String, List<Filter>> plans) {
        return new Recognition(consumers, Map.copyOf(plans), Filter::around, InstantSource.system());
    }

    /** The same, putting the limits of plans around what is inside by other means, which may leave one out. */
    public Recognition within(BiFunction<Filter, Handler, Handler> placing) {
        return new Recognition(consumers, plans, placing, clock);
    }

    /** The same by another clock, for tests. */
    public Recognition clock(InstantSource clock) {
        return new Recognition(consumers, plans, placing, clock);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Caller caller = request.exchange().caller();
        Consumer consumer;
        try {
            consumer = find(request, caller);
        } catch (IOException e) {
            request.exchange().record(UNKNOWN.decision(Outcome.ERROR));
            return Response.refused(UNKNOWN);
        }
        if (consumer == null) {
            return next.handle(request);
        }
        if (caller.consumer() == null) {
            request.exchange().attach(consumer.in(caller));
        }
        request.exchange().record(Decision.of(NAME, Outcome.APPLIED, consumer.name()));
        List<Filter> limits = limits(request, consumer);
        Handler inside = next;
        for (int i = limits.size() - 1; i >= 0; i--) {
            inside = placing.apply(limits.get(i), inside);
        }
        return inside.handle(request);
    }

    /** Those of its plan. A plan that is not known here limits nothing, and is counted as an error. */
    private List<Filter> limits(Request request, Consumer consumer) {
        if (consumer.plan() == null) {
            return List.of();
        }
        List<Filter> limits = plans.get(consumer.plan());
        if (limits == null) {
            request.exchange().record(UNKNOWN_PLAN);
            return List.of();
        }
        return limits;
    }

    private @Nullable Consumer find(Request request, Caller caller) throws IOException {
        String name = caller.consumer();
        if (name != null) {
            Consumer found = request.exchange().get(Consumers.FOUND);
            return found != null && found.name().equals(name) ? found : consumers.find(Kind.NAME, name);
        }
        if (caller.principal() != null && caller.issuer() != null) {
            Consumer found = live(Kind.SUBJECT, Credential.subject(caller.issuer(), caller.principal()));
            if (found != null) {
                return found;
            }
        }
        return caller.peer() == null ? null : live(Kind.PEER, caller.peer());
    }

    private @Nullable Consumer live(Kind kind, String id) throws IOException {
        Consumer found = consumers.find(kind, id);
        return found != null && Live.any(found, kind, id, clock) ? found : null;
    }

    /** Shows the meters of the plans' limits. */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (List<Filter> plan : plans.values()) {
            for (Filter limit : plan) {
                if (limit.unshadowed() instanceof MeterBinder binder) {
                    binder.bindTo(registry);
                }
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.OTHER;
    }

    @Override
    public String toString() {
        return NAME + " (" + consumers + ")";
    }
}
