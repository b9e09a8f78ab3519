package io.hauberk.service;

import io.hauberk.discovery.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint at work: how busy it is, and whether it is in. Below 100 bytes. Thread-safe; what decides about more than
 * one endpoint holds the lock of their {@link Pool}.
 */
final class Member {
    /** Whether an endpoint may be chosen. */
    enum State {
        IN,
        /** It asked to be left alone until {@link #until()}. */
        RESTING,
        /** It failed; from {@link #until()} on one request at a time may try it. */
        EJECTED
    }

    private static final VarHandle ACTIVE;
    private static final VarHandle PROBING;
    private static final VarHandle FAILURES;
    private static final VarHandle BREAKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ACTIVE = lookup.findVarHandle(Member.class, "active", int.class);
            PROBING = lookup.findVarHandle(Member.class, "probing", boolean.class);
            FAILURES = lookup.findVarHandle(Member.class, "failures", int.class);
            BREAKS = lookup.findVarHandle(Member.class, "breaks", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Endpoint endpoint;
    private volatile int active;
    private volatile boolean probing;
    /** Attempts in a row without a good head. */
    private volatile int failures;
    /** Answers in a row that broke off. */
    private volatile int breaks;

    private volatile State state = State.IN;
    /** When rest or ejection ends; for one that is in, when it last came back. */
    private volatile long until;
    /** How often it was ejected lately. */
    private volatile int ejections;

    /** Whether it has not had its full share since {@link #since}. */
    private volatile boolean slow;

    private volatile long since;

    private volatile @Nullable Latency latency;

    Member(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The same endpoint with other data about it. */
    void describe(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** How many attempts are under way, their answers included. */
    int active() {
        return active;
    }

    void enter() {
        ACTIVE.getAndAdd(this, 1);
    }

    void leave() {
        ACTIVE.getAndAdd(this, -1);
    }

    /** How long it takes to answer; null where nobody wants to know. */
    @Nullable Latency latency() {
        return latency;
    }

    /** How long it takes to answer, from now on. */
    synchronized Latency measure() {
        Latency measured = latency;
        if (measured == null) {
            measured = new Latency();
            latency = measured;
        }
        return measured;
    }

    /** It is new, or back, and gets its share little by little. */
    void startSlowly(long now) {
        since = now;
        slow = true;
    }

    boolean slow() {
        return slow;
    }

    long since() {
        return since;
    }

    State state() {
        return state;
    }

    long until() {
        return until;
    }

    int ejections() {
        return ejections;
    }

    /** Whether it may be chosen now. */
    boolean usable(long now) {
        return switch (state) {
            case IN -> true;
            case RESTING -> now - until >= 0;
            case EJECTED -> now - until >= 0 && !probing;
        };
    }

    /** Takes the one probe that an ejected endpoint is allowed at a time, once its time is over. */
    boolean tryProbe(long now) {
        return state == State.EJECTED && now - until >= 0 && PROBING.compareAndSet(this, false, true);
    }

    void endProbe() {
        probing = false;
    }

    /** Counts a failure; returns how many attempts in a row failed by now. */
    int failed() {
        return (int) FAILURES.getAndAdd(this, 1) + 1;
    }

    /** Counts an answer that broke off; returns how many in a row did by now. */
    int broke() {
        return (int) BREAKS.getAndAdd(this, 1) + 1;
    }

    /** A good head came, or it is counted anew for another reason. */
    void answered() {
        if (failures != 0) {
            failures = 0;
        }
    }

    /** A whole answer came. */
    void completed() {
        if (breaks != 0) {
            breaks = 0;
        }
    }

    /** Under the pool's lock. */
    void become(State state, long until, int ejections) {
        this.ejections = ejections;
        this.until = until;
        this.state = state;
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
