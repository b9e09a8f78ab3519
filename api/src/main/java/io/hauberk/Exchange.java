package io.hauberk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one request from its first filter to its last byte: the caller, the deadline, the route, the trace,
 * the decisions, typed data, and those who want to know how it ended. Thread-safe; ends once.
 *
 * <p>{@link #current()} finds the exchange of the calling thread. Adapters set it around every dispatch. For threads of
 * your own: {@link #wrap(Runnable)}, {@link #propagating(Executor)}, or {@link #detach()} for work that outlives the
 * response.
 */
public final class Exchange {
    private static final ThreadLocal<Exchange> CURRENT = new ThreadLocal<>();
    private static final int MAX_DECISIONS = 256;

    private final Ticker ticker;
    private final long beganAt;
    private final @Nullable Exchange parent;
    private final Ending ending = new Ending();
    private volatile Caller caller;
    private volatile Deadline deadline;
    private volatile @Nullable String route;
    private volatile @Nullable Trace trace;
    private volatile @Nullable String requestId;

    // Written under this, read without: what is below the length is never written to again, only replaced as a whole.
    private volatile Object @Nullable [] data;
    private volatile int dataLength;

    // Guarded by this.
    private Decision @Nullable [] decisions;
    private int decisionCount;

    private Exchange(
            Ticker ticker, @Nullable Exchange parent, Caller caller, Deadline deadline, @Nullable Trace trace) {
        this.ticker = ticker;
        this.beganAt = ticker.nanos();
        this.parent = parent;
        this.caller = caller;
        this.deadline = deadline;
        this.trace = trace;
    }

    /** A new exchange that begins now. For adapters and tests. */
    public static Exchange begin(Ticker ticker) {
        return new Exchange(ticker, null, Caller.unknown(), Deadline.NONE, null);
    }

    /** The exchange of the calling thread, or null outside a request. */
    public static @Nullable Exchange current() {
        return CURRENT.get();
    }

    /**
     * An exchange for a call that is made on behalf of this one. It knows the caller, the trace and the request's id, begins
     * with this one's deadline, and its decisions are recorded here, too.
     */
    public Exchange child() {
        return new Exchange(ticker, this, caller, deadline, trace).identifiedAs(requestId);
    }

    /** An exchange for work that outlives the response: it keeps caller, trace and request id, and has no deadline. */
    public Exchange detach() {
        return new Exchange(ticker, null, caller, Deadline.NONE, trace).identifiedAs(requestId);
    }

    /** Makes this the exchange of the calling thread until the scope is closed, in the same thread. */
    public Scope enter() {
        Exchange before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }

    /** The task, run inside this exchange in whatever thread. */
    public Runnable wrap(Runnable task) {
        return () -> {
            try (Scope unused = enter()) {
                task.run();
            }
        };
    }

    /** The task, called inside this exchange in whatever thread. */
    public <T> Callable<T> wrap(Callable<T> task) {
        return () -> {
            try (Scope unused = enter()) {
                return task.call();
            }
        };
    }

    /** An executor whose tasks run inside the exchange of the thread that handed them over, if it had one. */
    public static Executor propagating(Executor executor) {
        return task -> {
            Exchange exchange = current();
            executor.execute(exchange == null ? task : exchange.wrap(task));
        };
    }

    /** The clock that this exchange is measured by. */
    public Ticker ticker() {
        return ticker;
    }

    /** When it began, by its {@linkplain #ticker() clock}. */
    public long beganAt() {
        return beganAt;
    }

    /** Who calls, as far as is known by now. */
    public Caller caller() {
        return caller;
    }

    /** Attaches what was found out about the caller. For authentication and adapters. */
    public void attach(Caller caller) {
        this.caller = caller;
    }

    /** When the answer stops being of use. */
    public Deadline deadline() {
        return deadline;
    }

    /** Brings the deadline forward; a later one changes nothing. */
    public synchronized void shrink(Deadline deadline) {
        this.deadline = this.deadline.min(deadline);
    }

    /** The name of the route that matched, or null. */
    public @Nullable String route() {
        return route;
    }

    /** Notes the route that matched. */
    public void matched(String route) {
        this.route = route;
    }

    /** Where in a trace we are, or null where nobody traces. */
    public @Nullable Trace trace() {
        return trace;
    }

    /** Notes where in a trace we are. */
    public void traced(Trace trace) {
        this.trace = trace;
    }

    /** The id that the request has in logs and on its way from service to service; null where it has none. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Notes the id of the request. For whoever receives it; harmless text, fit for a header field. */
    public void identified(String requestId) {
        this.requestId = requestId;
    }

    private Exchange identifiedAs(@Nullable String requestId) {
        this.requestId = requestId;
        return this;
    }

    /** The value of a key, or null. */
    public <T> @Nullable T get(Key<T> key) {
        T own = own(key);
        return own == null && parent != null && key.inherited() ? parent.get(key) : own;
    }

    @SuppressWarnings("unchecked") // put pairs each key with a value of its type
    private <T> @Nullable T own(Key<T> key) {
        int length = dataLength;
        Object[] pairs = data;
        for (int i = 0; pairs != null && i < length; i += 2) {
            if (pairs[i] == key) {
                return (T) pairs[i + 1];
            }
        }
        return null;
    }

    /** Sets the value of a key. */
    public synchronized <T> void put(Key<T> key, T value) {
        int length = dataLength;
        int place = place(key, length);
        Object[] pairs = data;
        if (pairs == null) {
            pairs = new Object[12];
        } else if (place == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * length);
        } else if (place < length) {
            pairs = pairs.clone();
        }
        pairs[place] = key;
        pairs[place + 1] = value;
        data = pairs;
        dataLength = Math.max(length, place + 2);
    }

    /** Where the key stands; the end, where it is not there. Under the lock. */
    private int place(Key<?> key, int length) {
        Object[] pairs = data;
        int place = 0;
        while (pairs != null && place < length && pairs[place] != key) {
            place += 2;
        }
        return place;
    }

    /** Records a decision. Beyond 256 in one exchange the rest is dropped. */
    public void record(Decision decision) {
        synchronized (this) {
            if (decisions == null) {
                decisions = new Decision[8];
            } else if (decisionCount == decisions.length && decisionCount < MAX_DECISIONS) {
                decisions = Arrays.copyOf(decisions, decisionCount * 2);
            }
            if (decisionCount < decisions.length) {
                decisions[decisionCount++] = decision;
            }
        }
        if (parent != null) {
            parent.record(decision);
        }
    }

    /** The decisions so far, in order. */
    public synchronized List<Decision> decisions() {
        List<Decision> list = new ArrayList<>(decisionCount);
        for (int i = 0; decisions != null && i < decisionCount; i++) {
            list.add(decisions[i]);
        }
        return list;
    }

    /** Shows the decisions so far, in order, and makes no list of them. */
    public void forEachDecision(Consumer<? super Decision> action) {
        Decision @Nullable [] entries;
        int count;
        synchronized (this) {
            entries = decisions;
            count = decisionCount;
        }
        for (int i = 0; entries != null && i < count; i++) {
            // Entries are appended or replaced, never taken away.
            action.accept(entries[i]);
        }
    }

    synchronized int decisionCount() {
        return decisionCount;
    }

    /** Turns the refusal that a shadowed filter has recorded since {@code from}, or has yet to record, into a wish. */
    void shadowDecisions(int from, String filter, Rejection rejection) {
        Decision refused = null;
        synchronized (this) {
            for (int i = from; decisions != null && i < decisionCount && refused == null; i++) {
                Decision d = decisions[i];
                // A filter made of others refuses in the name of one of them.
                boolean own = d.filter().equals(filter) || d.filter().equals(rejection.filter());
                if (d.outcome() == Outcome.REFUSED && own) {
                    refused = d;
                }
            }
        }
        if (refused == null) {
            record(rejection.decision(Outcome.WOULD_REFUSE));
        } else {
            replaceLast(refused, new Decision(refused.filter(), Outcome.WOULD_REFUSE, refused.rule(), refused.input()));
        }
    }

    /** Marks the refusals since {@code from}, wishes included, as decisions that did not count: others were asked after all. */
    void overrule(int from) {
        List<Decision> all = decisions();
        for (int i = from; i < all.size(); i++) {
            Decision decision = all.get(i);
            if (decision.outcome() == Outcome.REFUSED || decision.outcome() == Outcome.WOULD_REFUSE) {
                replaceLast(
                        decision, new Decision(decision.filter(), Outcome.SKIPPED, decision.rule(), decision.input()));
            }
        }
    }

    /** Here, and where it was recorded, too, because this is a call on behalf of another exchange. */
    private void replaceLast(Decision old, Decision now) {
        synchronized (this) {
            for (int i = decisionCount - 1; decisions != null && i >= 0; i--) {
                if (decisions[i] == old) {
                    decisions[i] = now;
                    break;
                }
            }
        }
        if (parent != null) {
            parent.replaceLast(old, now);
        }
    }

    /** Has the listener called exactly once when the exchange has ended; at once, if it has. Must not block. */
    public void onEnd(Consumer<End> listener) {
        ending.add(listener);
    }

    /** How it ended, or null while it lasts. */
    public @Nullable End ended() {
        return ending.how();
    }

    /** Ends the exchange. For adapters; only the first end counts. */
    public void end(End end) {
        ending.end(end);
    }

    /** The time during which an exchange is the current one of a thread. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        /** Restores what was current before. */
        @Override
        void close();
    }
}
