package io.hauberk.service;

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
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service inside the service's filters: attempt after attempt, until one will do. Filters may call it again
 * and again, but not twice at a time: two attempts at once would break the one call of OkHttp that they share.
 */
final class Call implements Handler, Tried {
    private static final long GIVE_UP = -1;

    private static final AtomicIntegerFieldUpdater<Call> UNDER_WAY =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "underWay");

    private final CallChain chain;
    private final Transport transport;
    private final Deadline deadline;
    private volatile int underWay;
    private final RetryRules rules;
    private final Duration limit;
    private int attempts;
    private Member @Nullable [] tried;
    private int triedCount;

    Call(CallChain chain, @Nullable CallOptions options, Transport transport, Deadline deadline) {
        this.chain = chain;
        this.transport = transport;
        this.deadline = deadline;
        Retry retry = options == null ? null : options.retry();
        this.rules = retry == null ? chain.rules() : retry.rules();
        this.limit = chain.attemptTimeout(options);
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
            return answer(request);
        } finally {
            underWay = 0;
        }
    }

    private Response answer(Request request) throws IOException {
        chain.budget().deposit();
        int reason = RetryRules.NONE;
        for (int retry = 0; ; retry++) {
            if (deadline.passed()) {
                return chain.refuseTooLate(request);
            }
            Trip trip = chain.choose(request, this, deadline);
            if (trip == null) {
                return chain.refuseNoEndpoint(request);
            }
            long wait;
            try {
                Response response = attempt(request, trip, reason);
                int status = response.status();
                reason = response.rejection() != null ? RetryRules.NONE : rules.met(status);
                wait = reason == RetryRules.NONE ? GIVE_UP : waitAfter(request, trip, retry, reason, response);
                if (wait == GIVE_UP) {
                    return response;
                }
                response.close();
            } catch (TransportException e) {
                reason = rules.met(e.failure());
                wait = reason == RetryRules.NONE ? GIVE_UP : waitAfter(request, trip, retry, reason, e.failure());
                if (wait == GIVE_UP) {
                    return giveUp(request, e);
                }
            }
            if (wait > 0) {
                chain.commons().sleeper().sleep(Duration.ofNanos(wait));
            }
        }
    }

    private Response attempt(Request request, Trip trip, int reason) throws IOException {
        Service service = chain.service();
        long left = deadline.remainingNanos();
        long most = limit.toNanos();
        Deadline until = most < left ? Deadline.after(limit, chain.commons().ticker()) : deadline;
        attempts++;
        boolean patient = Math.min(most, left) >= chain.patienceNanos();
        trip.begin(request.exchange(), attempts, reason == RetryRules.NONE ? null : rules.name(reason), patient);
        try {
            request.exchange().record(new Decision("balance", Outcome.APPLIED, service.name(), trip));
            Response response = transport.send(
                    chain.dressed(request, until, attempts),
                    new Attempt(
                            service.name(),
                            trip.member().endpoint(),
                            attempts,
                            until,
                            service.connectTimeout(),
                            service.idleTimeout()));
            if (response.rejection() != null) {
                // The transport cannot send it; the endpoint knows nothing of that.
                trip.abandoned();
                return response;
            }
            int status = response.status();
            long rest = status == 503 || status == 429 ? retryAfter(response) : 0;
            trip.answered(status, rest);
            return trip.noted(response, rest).onEnd(trip);
        } catch (TransportException e) {
            IOException ours = ours(e);
            trip.failed(ours == null ? e.failure() : Failure.CANCELLED, until.passed());
            throw ours == null ? e : ours;
        } catch (IOException | RuntimeException | Error e) {
            trip.abandoned();
            throw e;
        }
    }

    private long waitAfter(Request request, Trip trip, int retry, int reason, Response response) {
        int status = response.status();
        boolean unprocessed = RetryRules.unprocessed(status);
        if (cannotRepeat(request, retry, unprocessed)) {
            return GIVE_UP;
        }
        tried(trip.member());
        boolean elsewhere = chain.pool().leaves(this, chain.now());
        long wait = unprocessed && elsewhere ? 0 : backoff(retry);
        if (!elsewhere || status == 429) {
            wait = Math.max(wait, retryAfter(response));
        }
        return allowed(request, reason, wait);
    }

    private long waitAfter(Request request, Trip trip, int retry, int reason, Failure failure) {
        boolean unprocessed = RetryRules.unprocessed(failure);
        if (cannotRepeat(request, retry, unprocessed)) {
            return GIVE_UP;
        }
        tried(trip.member());
        boolean atOnce =
                (unprocessed || failure == Failure.STALE) && chain.pool().leaves(this, chain.now());
        return allowed(request, reason, atOnce ? 0 : backoff(retry));
    }

    private boolean cannotRepeat(Request request, int retry, boolean unprocessed) {
        return retry >= rules.retries() || !RetryRules.repeatable(request, unprocessed);
    }

    /** The wait, if it ends in time and the budget has something left. */
    private long allowed(Request request, int reason, long wait) {
        if (wait >= deadline.remainingNanos()) {
            return GIVE_UP;
        }
        if (!chain.budget().tryWithdraw()) {
            request.exchange().record(new Decision("retry", Outcome.REFUSED, "budget", rules.name(reason)));
            return GIVE_UP;
        }
        return wait;
    }

    private long backoff(int retry) {
        return (long) (chain.commons().fraction() * rules.longestBackoff(retry));
    }

    private long retryAfter(Response response) {
        return RetryAfter.nanos(
                response.headers().first("Retry-After"), chain.commons().clock());
    }

    /** What it comes to: too late, if the time of the whole call is over; else what the transport threw. */
    private Response giveUp(Request request, TransportException e) throws IOException {
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

    private void tried(Member member) {
        Member[] all = tried;
        if (all == null) {
            all = new Member[2];
        } else if (triedCount == all.length) {
            all = Arrays.copyOf(all, triedCount * 2);
        }
        all[triedCount++] = member;
        tried = all;
    }

    @Override
    public boolean nobody() {
        return triedCount == 0;
    }

    @Override
    public boolean has(Member member) {
        Member[] all = tried;
        for (int i = 0; all != null && i < triedCount; i++) {
            if (all[i] == member) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return chain.service().name();
    }
}
