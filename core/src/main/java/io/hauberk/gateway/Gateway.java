package io.hauberk.gateway;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Key;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.killswitch.Switches;
import io.hauberk.operation.Operations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The inbound side: finds the route of a request, leads it through the route's filters, and to its target: a service, a
 * handler, or the application behind the gateway.
 *
 * <p>A gateway is a filter. Around the application it is put by {@code HauberkFilter.install(servletContext, gateway)}.
 *
 * <p>Thread-safe. {@link #replaceBy} swaps everything at once; requests under way finish on what they began with.
 * {@link #toString()} prints the one list that every request passes.
 */
public final class Gateway implements Filter {
    /** The application behind the gateway, for as long as the exchange lasts. */
    static final Key<Handler> APPLICATION = Key.named("application");

    private volatile Pipeline pipeline;
    private volatile boolean started;
    private volatile @Nullable Executor pool;
    private final Operations operations = new Operations(
            (owner, filter, inside) -> pipeline().switches().around(owner, filter, inside),
            name -> pipeline().store(name));

    Gateway(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** A builder without routes; what matches none is refused with 404. */
    public static GatewayBuilder builder() {
        return new GatewayBuilder();
    }

    @Override
    public Response handle(Request request, Handler application) throws IOException {
        request.exchange().put(APPLICATION, operations.all().isEmpty() ? application : operations.around(application));
        return pipeline.entry().handle(request);
    }

    private Pipeline pipeline() {
        return pipeline;
    }

    /**
     * What the application behind handles, by its annotations. The adapters of frameworks add to them at the start; they stay
     * when the gateway is {@linkplain #replaceBy replaced}.
     */
    public Operations operations() {
        return operations;
    }

    /**
     * Begins what its filters do by themselves: reads the keys of issuers, shows gauges. A configuration that is loaded does
     * it, and {@code HauberkFilter} when the container starts; without it, the first requests wait for keys. Never blocks.
     */
    public void start() {
        started = true;
        pipeline.start();
        pipeline.countIn(operations);
    }

    /**
     * Has load shedding measure how long a task waits in the pool that requests run on, also after {@link #replaceBy}. {@code
     * HauberkFilter} does it at the first request on Jetty and Tomcat; elsewhere it is yours to do. Never blocks.
     */
    public void watch(Executor threads) {
        pool = threads;
        pipeline.watch(threads);
    }

    /** Takes over everything from another gateway, atomically. The other one stays usable. */
    public void replaceBy(Gateway other) {
        if (started) {
            other.pipeline.start();
        }
        Executor threads = pool;
        if (threads != null) {
            other.pipeline.watch(threads);
        }
        pipeline = other.pipeline;
        if (started) {
            other.pipeline.countIn(operations);
        }
    }

    /**
     * Says which route the request would meet, by which match, through which filters and to which target. Runs no
     * filter, takes no permit and calls nobody.
     */
    public Explanation explain(Request request) {
        Pipeline now = pipeline;
        Explanation explanation = now.explain(request);
        return now.toApplication(explanation)
                ? explanation.through(operations.explain(request, now::off))
                : explanation;
    }

    /**
     * Switches filters off for a time: {@code limits} or {@code traffic} as a whole, one filter as {@code ROUTE/FILTER} ({@code
     * filters/FILTER} for one that every request passes, {@code services/SERVICE/FILTER} for one of a service that was loaded with
     * it from a file), or a policy by its name. See {@link Switches}. Survives {@link
     * #replaceBy} where both gateways obey the same switches, as those of a loaded file do.
     *
     * @param reason for those who read the log
     * @throws IllegalArgumentException if there is nothing of that name to switch off, or the time is not positive, or too
     *     long for a filter that authenticates or authorizes; the message says which
     */
    public void switchOff(String what, Duration time, String reason) {
        pipeline.switchboard(operations).off(what, time, reason);
    }

    /** Takes back what {@link #switchOff} said. What a file or the environment switches off stays off. */
    public void switchOn(String what) {
        pipeline.switches().on(what);
    }

    /** What is switched off at the moment. */
    public List<SwitchedOff> switchedOff() {
        return pipeline.switches().off();
    }

    /**
     * Obeys what a source says is off, instead of what it said before.
     *
     * @throws IllegalArgumentException if one of them cannot be switched off, or not for so long; nothing has changed then
     */
    public void obey(String source, List<SwitchedOff> all) {
        all.forEach(this::requireSwitch);
        pipeline.switches().say(source, all);
    }

    /**
     * Checks that there is something of that name to switch off, for as long as is said.
     *
     * @throws IllegalArgumentException if not; the message says why
     */
    public void requireSwitch(SwitchedOff said) {
        pipeline.switchboard(operations).require(said);
    }

    /** What is doubtful about the routes: unreachable, ambiguous, guarded more weakly than their neighbours. */
    public List<String> warnings() {
        return pipeline.warnings();
    }

    /** The nesting, one stage a line, then the routes. */
    @Override
    public String toString() {
        return pipeline.toString();
    }
}
