package io.hauberk.service;

import io.hauberk.discovery.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint at work: how busy it is, how it did, and whether it is in. Below 200 bytes. Thread-safe; what decides about
 * more than one endpoint holds the lock of their {@link Pool}.
 */
@SuppressWarnings("UnusedVariable") // Some fields are read by their handles only.
final class Member {
    /** Whether an endpoint may be chosen. */
    enum State {
        IN,
        /** It is in, but would be ejected until {@link #until()} if that were not only tried out. */
        SHADOWED,
        /** It asked to be left alone until {@link #until()}. */
        RESTING,
        /** It failed; from {@link #until()} on one request at a time may try it. */
        EJECTED
    }

    private static final VarHandle ACTIVE;
    private static final VarHandle PROBING;
    private static final VarHandle FAILURES;
    private static final VarHandle BREAKS;
    private static final VarHandle GATEWAY;
    private static final VarHandle LOCAL;
    private static final VarHandle GOOD_SEEN;
    private static final VarHandle BAD_SEEN;
    private static final VarHandle LOCAL_SEEN;
    private static final VarHandle TIMED;
    private static final VarHandle NANOS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ACTIVE = lookup.findVarHandle(Member.class, "active", int.class);
            PROBING = lookup.findVarHandle(Member.class, "probing", boolean.class);
            FAILURES = lookup.findVarHandle(Member.class, "failures", int.class);
            BREAKS = lookup.findVarHandle(Member.class, "breaks", int.class);
            GATEWAY = lookup.findVarHandle(Member.class, "gatewayFailures", int.class);
            LOCAL = lookup.findVarHandle(Member.class, "localFailures", int.class);
            GOOD_SEEN = lookup.findVarHandle(Member.class, "goodSeen", int.class);
            BAD_SEEN = lookup.findVarHandle(Member.class, "badSeen", int.class);
            LOCAL_SEEN = lookup.findVarHandle(Member.class, "localSeen", int.class);
            TIMED = lookup.findVarHandle(Member.class, "timed", int.class);
            NANOS = lookup.findVarHandle(Member.class, "nanos", long.class);
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

    /** Of failures, those in a row that were 502, 503 or 504, or no answer. */
    private volatile int gatewayFailures;
    /** Attempts in a row without any head, where these are counted apart. */
    private volatile int localFailures;

    // Since the last sweep.
    private volatile int goodSeen;
    private volatile int badSeen;
    private volatile int localSeen;
    private volatile int timed;
    private volatile long nanos;
    /** Sweeps in a row that found it slow. The sweep's. */
    private volatile int slowSweeps;

    /** Whether health checks say that it is not well. */
    private volatile boolean sick;

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

    /** Takes a place for one more, unless so many are under way. */
    boolean tryEnter(int most) {
        if (most == Integer.MAX_VALUE) {
            enter();
            return true;
        }
        int now = active;
        while (now < most) {
            if (ACTIVE.compareAndSet(this, now, now + 1)) {
                return true;
            }
            now = active;
        }
        return false;
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
        return !sick
                && switch (state) {
                    case IN, SHADOWED -> true;
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

    /** Counts a gateway failure; returns how many in a row there are by now. */
    int failedAsGateway() {
        return (int) GATEWAY.getAndAdd(this, 1) + 1;
    }

    int endGatewayFailures() {
        gatewayFailures = 0;
        return 0;
    }

    /** Counts that there was no head; returns how many in a row there are by now. */
    int failedLocally() {
        return (int) LOCAL.getAndAdd(this, 1) + 1;
    }

    /** Counts an answer that broke off; returns how many in a row did by now. */
    int broke() {
        return (int) BREAKS.getAndAdd(this, 1) + 1;
    }

    /** A good head came. */
    void answered() {
        if (failures != 0) {
            failures = 0;
        }
        if (gatewayFailures != 0) {
            gatewayFailures = 0;
        }
        reached();
    }

    /** Some head came. */
    void reached() {
        if (localFailures != 0) {
            localFailures = 0;
        }
    }

    /** Its state was judged, so all that is counted in a row begins anew. */
    void countAnew() {
        answered();
        breaks = 0;
        slowSweeps = 0;
    }

    /** A whole answer came. */
    void completed() {
        if (breaks != 0) {
            breaks = 0;
        }
    }

    void countGood() {
        GOOD_SEEN.getAndAdd(this, 1);
    }

    void countBad() {
        BAD_SEEN.getAndAdd(this, 1);
    }

    void countLocal() {
        LOCAL_SEEN.getAndAdd(this, 1);
    }

    /** So long it took to the head. */
    void took(long time) {
        TIMED.getAndAdd(this, 1);
        NANOS.getAndAdd(this, time);
    }

    /** What it did since the last sweep; counts anew. */
    Sweep.Sample takeSample() {
        return new Sweep.Sample(
                (int) GOOD_SEEN.getAndSet(this, 0),
                (int) BAD_SEEN.getAndSet(this, 0),
                (int) LOCAL_SEEN.getAndSet(this, 0),
                (int) TIMED.getAndSet(this, 0),
                (long) NANOS.getAndSet(this, 0));
    }

    /** A sweep found it slow or not; returns how many in a row did by now. */
    int slow(boolean slow) {
        slowSweeps = slow ? slowSweeps + 1 : 0;
        return slowSweeps;
    }

    boolean sick() {
        return sick;
    }

    void sick(boolean sick) {
        this.sick = sick;
    }

    /** Whether it would be ejected now. */
    boolean shadowed(long now) {
        return state == State.SHADOWED && now - until < 0;
    }

    /** Whether calls go there as to anybody. */
    boolean in() {
        return !sick && (state == State.IN || state == State.SHADOWED);
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
