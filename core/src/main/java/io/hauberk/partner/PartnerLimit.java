package io.hauberk.partner;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Sleeper;
import io.hauberk.key.By;
import io.hauberk.limit.Fields;
import io.hauberk.limit.Shadow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Respects the limits that a partner tells in its answers: {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers-11), the
 * older fields {@code RateLimit-Remaining} and {@code -Reset}, and {@code Retry-After} on 429 and 503. Once it says that
 * nothing is left, or that it does not want to be asked, calls are held until it may be asked again.
 *
 * <p><b>When it says no:</b> 503 {@code partner-paused} with {@code Retry-After}, without asking the partner; to a caller of
 * OkHttp a {@code RejectedException}. By default at once; with {@link #waiting} calls wait as long as they are told to, if that
 * is before their deadline. Waiting blocks the calling thread.
 *
 * <p>By default our whole account at the partner counts as one; {@link #by} keeps apart what it keeps apart, such as our own
 * callers' keys. A pause is never longer than {@link #maxPause}, one minute by default, whatever the partner says, and after
 * it a call asks again.
 *
 * <p><b>Place:</b> in the {@code filters} of the service that is the partner. Thread-safe; memory is bounded. State belongs to
 * the instance, and each wither makes a new one.
 */
public final class PartnerLimit implements Filter, MeterBinder {
    static final String NAME = "partnerLimit";

    private final Terms terms;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Holding holding;
    private final Decision allowed;
    private final Rejection rejection;
    private final Filter shadow = new Shadow(this, (request, next) -> handle(request, next, false));

    private PartnerLimit(Terms terms, Sleeper sleeper, InstantSource clock) {
        this.terms = terms;
        this.sleeper = sleeper;
        this.clock = clock;
        this.holding = new Holding(terms, sleeper, clock);
        this.allowed = Decision.of(NAME, Outcome.ALLOWED, terms.name());
        this.rejection = Rejection.of(NAME, 503, "partner-paused")
                .by(terms.name())
                .because("A service that this one needs may not be asked at this moment.")
                .type(Fields.REDUCED_CAPACITY);
    }

    /** One account, pauses up to a minute, no waiting. */
    public static PartnerLimit standard() {
        return new PartnerLimit(Terms.STANDARD, Sleeper.system(), InstantSource.system());
    }

    /** Reads the parameters of {@code partnerLimit} in a configuration file. */
    public static PartnerLimit from(Settings settings) {
        return PartnerReader.read(settings);
    }

    /** What the partner keeps apart. Default: nothing, all calls count together. */
    public PartnerLimit by(By... parts) {
        return with(terms.by(parts.length == 1 ? parts[0] : By.all(parts)));
    }

    /** How long a pause may be at most, a millisecond to a day. Default: 1 minute. */
    public PartnerLimit maxPause(Duration longest) {
        return with(terms.maxPause(longest));
    }

    /**
     * Has calls wait until the partner may be asked again, if that is before their deadline and within that time; others are
     * refused at once, and so are those beyond a number of calls that wait already.
     *
     * @param most 1 to 10,000
     * @param longest up to a day; zero has none wait, which is the default
     */
    public PartnerLimit waiting(int most, Duration longest) {
        return with(terms.waiting(most, longest));
    }

    /** How many keys are remembered. Default: 1,000; beyond it newcomers are one. */
    public PartnerLimit maxKeys(int keys) {
        return with(terms.maxKeys(keys));
    }

    /** The name in records and metrics. Default: {@code partnerLimit}. */
    public PartnerLimit named(String name) {
        return with(terms.named(name));
    }

    /** How to wait, and the wall clock for the dates that partners send. Default: the system's. */
    public PartnerLimit timing(Sleeper sleeper, InstantSource clock) {
        return new PartnerLimit(terms, sleeper, clock);
    }

    private PartnerLimit with(Terms changed) {
        return new PartnerLimit(changed, sleeper, clock);
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
        return handle(request, next, true);
    }

    private Response handle(Request request, Handler next, boolean enforced) throws IOException {
        Standing standing = holding.standing(request);
        long wait = standing.trySend(request.exchange().ticker().nanos());
        if (wait > 0 && enforced) {
            wait = holding.await(request, standing, wait);
        }
        if (wait > 0) {
            Rejection refusal = rejection.retryAfter(Duration.ofMillis(wait / 1_000_000 + 1));
            request.exchange().record(refusal.decision(enforced ? Outcome.REFUSED : Outcome.WOULD_REFUSE));
            if (enforced) {
                return Response.refused(refusal);
            }
        } else {
            request.exchange().record(allowed);
        }
        Response response = next.handle(request);
        if (response.rejection() == null) {
            holding.learn(request, standing, response);
        }
        return response;
    }

    /** How many calls wait now. */
    public int waiting() {
        return holding.waiting();
    }

    /** Shows {@code hauberk.partner.waiting}, {@code .wait} and {@code .pauses}, by policy. */
    @Override
    public void bindTo(MeterRegistry registry) {
        holding.show(registry);
    }

    @Override
    public String toString() {
        return NAME + "[" + terms + "]";
    }
}
