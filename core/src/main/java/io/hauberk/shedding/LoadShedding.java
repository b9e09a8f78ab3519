package io.hauberk.shedding;

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
import io.hauberk.limit.Health;
import io.hauberk.service.Criticality;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives up some requests under overload, the least critical first, so that the others are answered in time. Overload is
 * when requests wait too long before they get here ({@link #queueTime}), or the processor is too busy ({@link #cpu}). It
 * also refuses at once what cannot be answered before its deadline, judged by the latency of its route ({@link
 * #percentile}).
 *
 * <p>How long requests wait is known from trusted proxies ({@code X-Request-Start}), and from {@link #watch the pool} of
 * the container. How critical a request is says {@link Criticality#of}.
 *
 * <p><b>When it says no:</b> 503 {@code overloaded} with {@code Retry-After} and {@code x-envoy-overloaded}, which tells
 * meshes not to repeat it; 504 {@code cannot-finish-in-time}. Health checks always pass. <b>Place:</b> among what every
 * request passes, right after log and traces. Default: a wait of 25 ms, 90 % of the processor, the 10th percentile.
 *
 * <p>{@linkplain #shadowed() In shadow mode} it sees the load of what it would have given up, too, so it would give up more than
 * if it did.
 *
 * <p>Never blocks; thread-safe. Once {@linkplain #start() started} it samples the processor four times a second on the
 * timer of the library, until it is closed. State belongs to the instance, and each wither makes a new one.
 */
public final class LoadShedding implements Filter, MeterBinder, AutoCloseable {
    private static final String STANDARD_NAME = "loadShedding";

    private final Marks marks;
    private final Shedder shedder;
    private final Routes routes = new Routes();
    private final Watch watch;
    private final Counts counts = new Counts();
    private final Refusals refusals;
    private final Decision allowed;

    LoadShedding(Marks marks) {
        this.marks = marks;
        this.shedder = new Shedder(marks.queueNanos(), marks.cpu() / 100);
        this.watch = new Watch(shedder, marks);
        this.refusals = new Refusals(marks.name());
        this.allowed = Decision.of(marks.name(), Outcome.ALLOWED, null);
    }

    /** With the usual marks. */
    public static LoadShedding standard() {
        return new LoadShedding(Marks.usual(STANDARD_NAME));
    }

    /** Reads the parameters of {@code loadShedding} in a configuration file. */
    public static LoadShedding from(Settings settings) {
        return SheddingReader.read(settings);
    }

    /**
     * From which wait on there is too much to do: the least wait within a tenth of a second. Zero for never. Default: 25 ms.
     */
    public LoadShedding queueTime(Duration least) {
        if (least.isNegative()) {
            throw new IllegalArgumentException("A queue time is zero or more, but this one is " + least + ".");
        }
        return new LoadShedding(marks.queueTime(least));
    }

    /** From how many percent of the processor on there is too much to do, 0 to 100; 0 for never. Default: 90. */
    public LoadShedding cpu(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("The processor is busy to 0 to 100 percent, not " + percent + ".");
        }
        return new LoadShedding(marks.cpu(percent));
    }

    /**
     * A request is refused if its deadline is nearer than the time in which so many percent of the answers of its route
     * began, of the last 10 to 20 seconds. 0 for never, at most 99. Default: 10, which means that less than one in ten
     * would be in time.
     */
    public LoadShedding percentile(double percent) {
        if (!(percent >= 0 && percent <= 99)) {
            throw new IllegalArgumentException("The percentile of deadlines is from 0 to 99, not " + percent + ".");
        }
        return new LoadShedding(marks.percentile(percent));
    }

    /** The name in records and metrics. Default: {@code loadShedding}. */
    public LoadShedding named(String name) {
        return new LoadShedding(marks.named(name));
    }

    /** Begins to sample the processor. A gateway does it when it starts. Does nothing the second time. */
    public void start() {
        watch.start();
    }

    /**
     * Measures how long a task waits in the pool that requests run on, twenty times a second: on Tomcat {@code
     * connector.getProtocolHandler().getExecutor()}. A gateway behind {@code HauberkFilter} does it by itself on Jetty and Tomcat.
     */
    public void watch(Executor pool) {
        watch.pool(pool);
    }

    /** Ends what {@link #start} and {@link #watch} began. */
    @Override
    public void close() {
        watch.close();
    }

    @Override
    public String name() {
        return marks.name();
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        if (Health.asks(request)) {
            return next.handle(request);
        }
        Exchange exchange = request.exchange();
        Criticality criticality = Criticality.of(exchange);
        Rejection rejection = judge(exchange, criticality);
        if (rejection != null) {
            counts.count(criticality, String.valueOf(rejection.rule()));
            exchange.record(rejection.decision(Outcome.REFUSED));
            return Response.refused(rejection);
        }
        exchange.record(allowed);
        return next.handle(request, new Measured(routes, request));
    }

    private @Nullable Rejection judge(Exchange exchange, Criticality criticality) {
        long now = exchange.ticker().nanos();
        long waited = waited(exchange);
        shedder.arrived(criticality.ordinal(), waited, now);
        if (marks.percentile() > 0) {
            long left = exchange.deadline().remainingNanos();
            long needed = left == Long.MAX_VALUE ? -1 : routes.percentile(exchange.route(), marks.percentile(), now);
            if (needed >= 0 && left - Math.max(0, waited) < needed) {
                return refusals.late();
            }
        }
        if (!shedder.sheds()) {
            return null;
        }
        String cause = shedder.sheds(criticality.ordinal(), marks.random().getAsDouble());
        return cause == null ? null : refusals.overloaded(cause, marks.random().getAsDouble());
    }

    private long waited(Exchange exchange) {
        return RequestStart.nanosAgo(exchange, marks.clock());
    }

    /** The share of requests that is admitted now: 1 while there is no overload. */
    public double admitted() {
        return shedder.admitted();
    }

    /**
     * Shows {@code hauberk.shedding.admitted}, {@code .queue} (seconds) and {@code .cpu} (0 to 1), and counts {@code
     * .refused} by criticality and rule. Of two of one name the later is shown.
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        new Meters(registry, marks.name()).show(shedder, counts);
    }

    @Override
    public String toString() {
        return marks.toString();
    }
}
