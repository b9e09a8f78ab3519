package io.hauberk.service;

import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.limit.RetryAfter;

/**
 * Whether a call is tried again, and after how long: by its rules, its deadline, what the service says of it, and the
 * budget, which is charged when it is.
 */
final class NextTry {
    private final CallChain chain;
    private final RetryRules rules;
    private final Deadline deadline;
    private final TriedMembers tried;
    private final boolean repeated;

    /** @param repeated whether the call is made on behalf of a repetition itself */
    NextTry(CallChain chain, RetryRules rules, Deadline deadline, TriedMembers tried, boolean repeated) {
        this.chain = chain;
        this.rules = rules;
        this.deadline = deadline;
        this.tried = tried;
        this.repeated = repeated;
    }

    /** How long to wait after an answer that would rather not be the last; {@link Call#GIVE_UP} where it is. */
    long after(Request request, Trip trip, int retry, int reason, Response response) {
        int status = response.status();
        boolean unprocessed = RetryRules.unprocessed(response);
        if (cannotRepeat(request, retry, unprocessed) || multiplies(request, unprocessed, reason)) {
            return Call.GIVE_UP;
        }
        tried.add(trip.member());
        String pushback = response.headers().first("grpc-retry-pushback-ms");
        if (pushback != null) {
            return pushedBack(request, reason, RetryAfter.pushbackNanos(pushback));
        }
        boolean elsewhere = chain.pool().leaves(tried, chain.now());
        long wait = unprocessed && elsewhere ? 0 : backoff(retry);
        if (!elsewhere || status == 429) {
            wait = Math.max(wait, retryAfter(response));
        }
        return allowed(request, reason, wait);
    }

    /** A gRPC server says when, or never. */
    private long pushedBack(Request request, int reason, long wait) {
        if (wait < 0) {
            request.exchange().record(new Decision("retry", Outcome.REFUSED, "pushback", rules.name(reason)));
            return Call.GIVE_UP;
        }
        return allowed(request, reason, wait);
    }

    /** The same after an attempt without an answer. */
    long after(Request request, Trip trip, int retry, int reason, Failure failure) {
        boolean unprocessed = RetryRules.unprocessed(failure);
        if (cannotRepeat(request, retry, unprocessed)
                || multiplies(request, unprocessed || failure == Failure.STALE, reason)) {
            return Call.GIVE_UP;
        }
        tried.add(trip.member());
        boolean atOnce =
                (unprocessed || failure == Failure.STALE) && chain.pool().leaves(tried, chain.now());
        return allowed(request, reason, atOnce ? 0 : backoff(retry));
    }

    /** What was processed on behalf of a repetition is not repeated again: else each tier would multiply the attempts. */
    private boolean multiplies(Request request, boolean harmless, int reason) {
        if (harmless || !repeated) {
            return false;
        }
        request.exchange().record(new Decision("retry", Outcome.REFUSED, "repeated already", rules.name(reason)));
        return true;
    }

    private boolean cannotRepeat(Request request, int retry, boolean unprocessed) {
        return retry >= rules.retries() || !RetryRules.repeatable(request, unprocessed);
    }

    /** The wait, if it ends in time and the budget has something left. */
    private long allowed(Request request, int reason, long wait) {
        if (wait >= deadline.remainingNanos()) {
            return Call.GIVE_UP;
        }
        if (!chain.budget().tryWithdraw()) {
            request.exchange().record(new Decision("retry", Outcome.REFUSED, "budget", rules.name(reason)));
            return Call.GIVE_UP;
        }
        return wait;
    }

    private long backoff(int retry) {
        return (long) (chain.commons().fraction() * rules.longestBackoff(retry));
    }

    long retryAfter(Response response) {
        return RetryAfter.nanos(
                response.headers().first("Retry-After"), chain.commons().clock());
    }
}
