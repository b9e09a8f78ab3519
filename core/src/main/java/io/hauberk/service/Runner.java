package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One attempt of a {@link Race}, and what came of it. One thread runs it; any may have it lose. */
final class Runner {
    private final Call call;
    private final CallChain chain;
    private final Request request;
    private final Trip trip;
    private final @Nullable String reason;
    private final boolean hedge;
    private final Cancellation cancellation = new Cancellation();
    private final long began;
    private @Nullable Response response;
    private @Nullable Throwable thrown;
    private volatile boolean ended;
    private boolean counted;
    private int met = RetryRules.NONE;

    Runner(Call call, CallChain chain, Request request, Trip trip, @Nullable String reason, boolean hedge) {
        this.call = call;
        this.chain = chain;
        this.request = request;
        this.trip = trip;
        this.reason = reason;
        this.hedge = hedge;
        this.began = chain.now();
    }

    /** What of the conditions of retries it met. */
    int met() {
        return met;
    }

    /** Whether it is over, one way or the other. */
    boolean ended() {
        return ended;
    }

    void run() {
        try {
            response = call.attempt(request, trip, reason, cancellation);
            met = call.met(request, response);
        } catch (TransportException e) {
            thrown = e;
            met = call.met(e.failure());
        } catch (IOException | RuntimeException | Error e) {
            thrown = e;
        }
        ended = true;
    }

    /** Whether nothing better is to be hoped for. A failed connection waits for the others, unless it was our doing. */
    boolean decides() {
        if (trip.lost()) {
            return false;
        }
        return thrown instanceof TransportException e ? e.failure() == Failure.CANCELLED : met == RetryRules.NONE;
    }

    long waitBefore(int retry) {
        if (met == RetryRules.NONE) {
            return Call.GIVE_UP;
        }
        Response answer = response;
        if (answer != null) {
            return call.waitAfter(request, trip, retry, met, answer);
        }
        return thrown instanceof TransportException e
                ? call.waitAfter(request, trip, retry, met, e.failure())
                : Call.GIVE_UP;
    }

    /** Another one has won, or nobody waits any more. */
    void lose() {
        if (!trip.lost()) {
            trip.lose();
            chain.took(chain.now() - began);
            cancellation.cancel();
        }
    }

    /** It does not count any more, if it ever did. */
    void drop() {
        Response answer = response;
        if (answer != null) {
            answer.close();
        }
        count(trip.lost() || thrown == null ? "lost" : "failed");
    }

    private void count(String outcome) {
        if (hedge && !counted) {
            counted = true;
            chain.meters().hedge(outcome);
        }
    }

    Response result() throws IOException {
        Throwable failure = thrown;
        count(failure == null && met == RetryRules.NONE ? "won" : "failed");
        if (failure instanceof TransportException e) {
            return call.giveUp(request, e);
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        Response answer = response;
        return answer == null ? call.nothing(request) : answer;
    }
}
