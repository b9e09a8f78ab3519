package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service inside the service's filters: attempt after attempt, until one will do. Filters may call it again
 * and again, but not twice at a time: two attempts at once would break the one call of OkHttp that they share.
 */
final class Call implements Handler {
    static final long GIVE_UP = -1;

    private static final AtomicIntegerFieldUpdater<Call> ATTEMPTS =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "attempts");
    private static final AtomicIntegerFieldUpdater<Call> UNDER_WAY =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "underWay");

    private final CallChain chain;
    private final Transport transport;
    private final Deadline deadline;
    private volatile int underWay;
    private final RetryRules rules;
    private final Duration limit;
    private final Hedge hedge;
    private final @Nullable Criticality criticality;
    private final @Nullable Lineage lineage;
    /** Whether the last attempt failed though it had as much time as the service gives. */
    private volatile boolean inVain;

    @SuppressWarnings("UnusedVariable") // read by its updater
    private volatile int attempts;

    private final TriedMembers tried = new TriedMembers();

    Call(
            CallChain chain,
            @Nullable CallOptions options,
            @Nullable Lineage lineage,
            Transport transport,
            Deadline deadline) {
        this.chain = chain;
        this.transport = transport;
        this.deadline = deadline;
        Retry retry = options == null ? null : options.retry();
        this.rules = retry == null ? chain.rules() : retry.rules();
        this.limit = chain.attemptTimeout(options);
        this.lineage = lineage;
        Criticality said = options == null ? null : options.criticality();
        this.criticality = said != null || lineage == null ? said : lineage.criticality();
        Hedge own = options == null ? null : options.hedge();
        this.hedge = own == null ? chain.service().hedge() : own;
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (underWay != 0 || !UNDER_WAY.compareAndSet(this, 0, 1)) {
            throw new IllegalStateException(
                    "A filter of service " + chain.service().name()
                            + " called next.handle while an earlier call of it was under way. Call it again when that has"
                            + " returned, and its response is closed.");
        }
        try {
            Guards guards = chain.guards();
            return guards == null ? answer(request) : guards.call(request, this, deadline);
        } finally {
            underWay = 0;
        }
    }

    /** The attempts, once no guard has anything against them. */
    Response answer(Request request) throws IOException {
        inVain = false;
        chain.budget().deposit();
        return hedge.max() > 0 && hedges(request)
                ? new Race(this, chain, request, hedge.max(), chain.hedgeDelay(hedge)).run()
                : inSequence(kept(request));
    }

    /** What passes through us is kept where that is asked for; who calls by a client of his own made the body himself. */
    private Request kept(Request request) {
        int max = rules.retries() == 0 || !transport.concurrent()
                ? 0
                : chain.service().retry().replay();
        Body body = request.body();
        Body kept = KeptBody.of(body, max);
        return kept == body ? request : request.withBody(kept);
    }

    /** Whether a second attempt beside the first does no harm. Who repeats a repetition multiplies. */
    private boolean hedges(Request request) {
        return transport.concurrent() && RetryRules.hedgeable(request) && !repeated();
    }

    private Response inSequence(Request request) throws IOException {
        String reason = null;
        for (int retry = 0; ; retry++) {
            Trip trip = deadline.passed() ? null : chain.choose(request, tried, deadline);
            if (trip == null) {
                spare(reason);
                return nothing(request);
            }
            long wait;
            try {
                Response response = attempt(request, trip, reason, null);
                int met = met(request, response);
                wait = met == RetryRules.NONE ? GIVE_UP : waitAfter(request, trip, retry, met, response);
                if (wait == GIVE_UP) {
                    return response;
                }
                reason = rules.name(met);
                response.close();
            } catch (TransportException e) {
                int met = met(e.failure());
                wait = met == RetryRules.NONE ? GIVE_UP : waitAfter(request, trip, retry, met, e.failure());
                if (wait == GIVE_UP) {
                    return giveUp(request, e);
                }
                reason = rules.name(met);
            }
            pause(wait);
        }
    }

    private boolean repeated() {
        return lineage != null && lineage.attempt() > 1;
    }

    /** How bad it is if the call fails. */
    Criticality criticality() {
        return criticality == null ? Criticality.CRITICAL : criticality;
    }

    boolean waitedInVain() {
        return inVain;
    }

    /** Gives back what was taken out of the budget for an attempt, which is over or does not begin. */
    void spare(@Nullable String reason) {
        if (reason != null) {
            chain.budget().ended();
        }
    }

    /** Waits before an attempt that the budget has been charged with. */
    void pause(long wait) throws IOException {
        if (wait <= 0) {
            return;
        }
        try {
            chain.commons().sleeper().sleep(Duration.ofNanos(wait));
        } catch (IOException e) {
            chain.budget().ended();
            throw e;
        }
    }

    boolean late() {
        return deadline.passed();
    }

    long leftNanos() {
        return Math.max(0, deadline.remainingNanos());
    }

    void awaitEndpoints() throws IOException {
        chain.awaitEndpoints(deadline);
    }

    /** Where no attempt could even begin. */
    Response nothing(Request request) {
        return deadline.passed() ? chain.refuseTooLate(request) : chain.refuseNoEndpoint(request);
    }

    String name(int met) {
        return rules.name(met);
    }

    int met(Failure failure) {
        return rules.met(failure);
    }

    int met(Request request, Response response) {
        int met = response.rejection() != null ? RetryRules.NONE : rules.met(response);
        if (met != RetryRules.NONE && RetryRules.forbidden(response)) {
            request.exchange().record(new Decision("retry", Outcome.REFUSED, "overloaded", rules.name(met)));
            return RetryRules.NONE;
        }
        return met;
    }

    /** One attempt; it can be broken off where there is a cancellation. */
    Response attempt(Request request, Trip trip, @Nullable String reason, @Nullable Cancellation cancellation)
            throws IOException {
        Service service = chain.service();
        long left = deadline.remainingNanos();
        long most = limit.toNanos();
        Deadline until = most < left ? Deadline.after(limit, chain.commons().ticker()) : deadline;
        int ordinal = ATTEMPTS.incrementAndGet(this);
        long given = Math.min(most, left);
        boolean patient = given >= chain.patienceNanos();
        trip.begin(request.exchange(), ordinal, reason, patient);
        try {
            request.exchange().record(new Decision("balance", Outcome.APPLIED, service.name(), trip));
            Response response = chain.send(
                    chain.dressed(request, given, ordinal, criticality),
                    new Attempt(
                            service.name(),
                            trip.member().endpoint(),
                            ordinal,
                            until,
                            service.connectTimeout(),
                            service.idleTimeout(),
                            cancellation),
                    transport);
            if (response.rejection() != null) {
                // It cannot be sent like this; the endpoint knows nothing of that.
                trip.abandoned();
                return response;
            }
            int status = response.status();
            chain.took(trip.tookNanos());
            long rest = status == 503 || status == 429 ? next().retryAfter(response) : 0;
            trip.answered(status, rest);
            return trip.noted(response, rest).onEnd(trip);
        } catch (TransportException e) {
            IOException ours = ours(e);
            inVain = ours == null && patient;
            trip.failed(ours == null ? e.failure() : Failure.CANCELLED, until.passed());
            throw ours == null ? e : ours;
        } catch (IOException | RuntimeException | Error e) {
            trip.abandoned();
            throw e;
        } finally {
            spare(reason);
        }
    }

    /** Made where it is needed, since most calls are not tried again. */
    private NextTry next() {
        return new NextTry(chain, rules, deadline, tried, repeated());
    }

    long waitAfter(Request request, Trip trip, int retry, int reason, Response response) {
        return next().after(request, trip, retry, reason, response);
    }

    long waitAfter(Request request, Trip trip, int retry, int reason, Failure failure) {
        return next().after(request, trip, retry, reason, failure);
    }

    /** What it comes to: too late, if the time of the whole call is over; else what the transport threw. */
    Response giveUp(Request request, TransportException e) throws IOException {
        if (e.failure() != Failure.CANCELLED && deadline.passed()) {
            return chain.refuseTooLate(request);
        }
        throw e;
    }

    /**
     * What really happened where the failure is none of the endpoint's: a body check on our side said no while the body
     * passed, the one who called us broke off, or it was cancelled. Null otherwise.
     */
    private static @Nullable IOException ours(TransportException e) {
        Throwable cause = e;
        for (int depth = 0; cause != null && depth < 16; depth++, cause = cause.getCause()) {
            if (cause instanceof RejectedException rejected) {
                return rejected;
            }
            if (cause instanceof ClientAbortedException) {
                return e.failure() == Failure.CANCELLED ? e : new TransportException(Failure.CANCELLED, e.original());
            }
        }
        return e.failure() == Failure.CANCELLED ? e : null;
    }

    /** For one thread at a time. */
    void tried(Member member) {
        tried.add(member);
    }

    Tried tried() {
        return tried;
    }

    @Override
    public String toString() {
        return chain.service().name();
    }
}
