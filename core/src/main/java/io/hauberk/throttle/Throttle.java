package io.hauberk.throttle;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Sleeper;
import io.hauberk.key.By;
import io.hauberk.limit.Health;
import io.hauberk.limit.Shadow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass at an even pace, one each {@code per / limit}, and has those that come faster wait for their turn: a
 * spike arrest. {@code Throttle.of(50, ofSeconds(1)).by(By.everyone())} lets one pass each 20 ms. By default it counts
 * {@linkplain By#caller() by caller}.
 *
 * <p><b>Waiting</b> blocks the calling thread, in the order of coming, and never past the deadline: what cannot have its turn
 * in time is refused at once. Up to 10 requests of a caller wait, up to 1 s each; up to 100 of all callers together, since
 * each holds a thread. See {@link #queue} and {@link #total}. Who leaves (the exchange has ended, the thread was
 * interrupted) gives the place to the next one.
 *
 * <p><b>When it says no:</b> 429 with {@code Retry-After} where the caller's own requests are in the way ({@code
 * queue-full}, {@code wait-too-long}, {@code deadline-too-near}), 503 where those of others are ({@code
 * too-many-waiting}). A refused request takes no slot.
 *
 * <p>Health checks (GET or HEAD of {@code /health}, {@code /healthz}, {@code /livez}, {@code /readyz}, {@code
 * /actuator/health} and below) pass without waiting and without a slot. {@linkplain #shadowed() In shadow mode} nobody
 * waits: what would have waited or been refused is recorded.
 *
 * <p><b>Place:</b> after authentication where it counts by caller, inside the timeout. Around a call to another service it
 * sends no faster than that one wants. Thread-safe; memory is bounded by {@link #maxKeys}. State belongs to the instance, and
 * each wither makes a new throttle that starts afresh.
 */
public final class Throttle implements Filter, Explainable, MeterBinder {
    static final String NAME = "throttle";

    private final Terms terms;
    private final Queueing queueing;
    private final Filter shadow;

    private Throttle(Terms terms, Sleeper sleeper) {
        this.terms = terms;
        Pace pace = new Pace(terms.limit(), terms.per());
        Answers answers = new Answers(terms);
        this.queueing = new Queueing(terms, pace, answers, sleeper);
        this.shadow = new Shadow(this, new Dry(terms, pace, answers)::handle);
    }

    /**
     * So many requests in each period, evenly.
     *
     * @throws IllegalArgumentException if that is more than a million in a second, or less than one in an hour
     */
    public static Throttle of(long limit, Duration per) {
        return new Throttle(Terms.of(limit, per), Sleeper.system());
    }

    /** Reads the parameters of {@code throttle} in a configuration file. */
    public static Throttle from(Settings settings) {
        return new ThrottleReader(settings).read();
    }

    /** Counts by these parts together. */
    public Throttle by(By... parts) {
        return new Throttle(terms.by(parts.length == 1 ? parts[0] : By.all(parts)), queueing.sleeper());
    }

    /** Counts by a property of the caller; those who lack it count by their address. */
    public Throttle by(Function<Caller, @Nullable String> property) {
        return by(By.of("key", property));
    }

    /**
     * How many requests of one caller may wait, and for how long each. Default: 10, for 1 s.
     *
     * @param most 0 to 10,000; 0 refuses what comes too fast
     * @param longest up to 10 minutes
     */
    public Throttle queue(int most, Duration longest) {
        return new Throttle(terms.queue(most, longest), queueing.sleeper());
    }

    /** How many requests of all callers together may wait, 0 to 10,000. Default: 100. */
    public Throttle total(int most) {
        return new Throttle(terms.total(most), queueing.sleeper());
    }

    /** How many callers are remembered at a time, some 120 bytes each. Default: 100,000. Beyond it newcomers share. */
    public Throttle maxKeys(int keys) {
        return new Throttle(terms.maxKeys(keys), queueing.sleeper());
    }

    /** The name in problems, records and metrics. Default: made of the limit, as {@code 50-per-1s}. */
    public Throttle named(String name) {
        return new Throttle(terms.named(name), queueing.sleeper());
    }

    /** How to wait. Default: for real. The clock is that of the exchange. */
    public Throttle sleeping(Sleeper sleeper) {
        return new Throttle(terms, sleeper);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    @Override
    public Filter shadowed() {
        return shadow;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return Health.asks(request) ? next.handle(request) : queueing.handle(request, next);
    }

    /** How many requests wait now. */
    public int waiting() {
        return queueing.waiting();
    }

    /** Shows {@code hauberk.throttle.waiting} and {@code hauberk.throttle.wait}, by policy. */
    @Override
    public void bindTo(MeterRegistry registry) {
        queueing.show(registry);
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        return List.of("counts by " + terms.by().explain(request, callerOpen));
    }

    @Override
    public String toString() {
        return NAME + "[" + terms + "]";
    }
}
