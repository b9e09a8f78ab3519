package io.hauberk.concurrency;

import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Head;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.timeout.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A permit that tells an adaptive limit how its request fared: at the head of the answer, since a stream lasts as long as it
 * likes. Successes tell their latency, without the time that content of the request was on its way. Answers of 503 and 504
 * and what comes after the deadline are drops. All else tells nothing: what a filter inside refuses, errors, which are
 * often fast, and clients that break off.
 */
final class MeasuredPermit extends Permit {
    private final Controller controller;
    private final Request request;
    private final Ticker clock;
    private final long beganAt;
    private final long clockBeganAt;
    private final int inFlight;

    // Guarded by this.
    private boolean told;
    private boolean headTells;
    private int status;
    private long nanos;

    MeasuredPermit(Gates gates, Gate gate, @Nullable Long key, Controller controller, Request request) {
        super(gates, gate, key);
        this.controller = controller;
        this.request = request;
        this.clock = Timeout.clock(request);
        this.beganAt = request.exchange().ticker().nanos();
        this.clockBeganAt = clock.nanos();
        this.inFlight = gate.inFlight();
    }

    /** The head of the answer is about to leave, or has come back to us. */
    Head head(Head head) {
        if (learned(head)) {
            gate().admit();
        }
        return head;
    }

    private synchronized boolean learned(Head head) {
        status = head.status();
        nanos = clock.nanos() - clockBeganAt;
        // Whether a failure is a refusal from inside is known later. A success is not, and may be a stream without end.
        return (headTells || status < 400) && tell();
    }

    /** What was inside has returned. Where it writes its answer later, the head tells when it comes. */
    void returned(Response response) {
        if (learned(response)) {
            gate().admit();
        }
    }

    private synchronized boolean learned(Response response) {
        Rejection rejection = response.rejection();
        if (rejection != null) {
            tell(rejection.status() == 504);
        } else if (response.sent() && status == 0) {
            headTells = true;
        } else {
            return tell();
        }
        return false;
    }

    /** What was inside has thrown. */
    synchronized void threw(Throwable failure) {
        tell(failure instanceof DeadlineExceededException);
    }

    /**
     * Whether the limit may have risen, so that others may be let in: by the caller, once it has left the monitor. The gate has a
     * lock, and to wait for that in a monitor would hold a carrier of virtual threads.
     */
    private boolean tell() {
        boolean late = request.exchange().deadline().passed();
        if (!told && !late && status >= 100 && status < 400) {
            told = true;
            long now = request.exchange().ticker().nanos();
            controller.succeeded(nanos, beganAt, now, inFlight);
            return true;
        }
        tell(late || status == 503 || status == 504);
        return false;
    }

    private void tell(boolean dropped) {
        if (!told && dropped) {
            controller.dropped(beganAt, request.exchange().ticker().nanos(), inFlight);
        }
        told = true;
    }

    @Override
    public void accept(End end) {
        synchronized (this) {
            tell(end == End.DROPPED);
        }
        release();
    }
}
