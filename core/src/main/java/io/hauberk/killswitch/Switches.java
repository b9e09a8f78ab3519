package io.hauberk.killswitch;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Ticker;
import io.hauberk.metrics.Cardinality;
import io.hauberk.timer.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kill switches of a gateway and of services, for the hour in which a filter does more harm than good. All limits or
 * all traffic filters can be switched off at once; a filter that authenticates or authorizes by its own name only, and only
 * for a time of at most seven days. What strips identity headers and hardens requests has no switch.
 *
 * <p>They are set by code ({@code switchOff} of a gateway or a mesh), by {@code killSwitches:} in a file, or by the
 * environment variable {@code HAUBERK_OFF}. What is off is logged as a warning when it begins, each minute, and when it
 * ends; it is shown by the gauge {@code hauberk.switches.off}, and recorded as skipped with each request. Each source has its
 * own say: what one switches off, another does not switch on.
 *
 * <p>A time counts from the moment it is set, by a clock that nobody can put back. As long as nothing is off, a request
 * pays a look at one field for each filter. Thread-safe; never blocks.
 */
public final class Switches implements AutoCloseable {
    /** All filters that limit. */
    public static final String LIMITS = "limits";

    /** All filters that delay, route, answer or store. */
    public static final String TRAFFIC = "traffic";

    static final String CODE = "code";

    /** How long authentication or authorization may be off at most. */
    public static final Duration MOST = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Switches.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int MAX_TOLD = 100;

    private final InstantSource clock;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Cardinality told = Cardinality.of(MAX_TOLD);
    private volatile @Nullable Map<String, Entry> off;

    // Guarded by lock.
    private final Map<String, Map<String, Entry>> bySource = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private @Nullable MeterRegistry meters;
    private @Nullable Periodic reminder;

    private Switches(InstantSource clock, Ticker ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Switches by the system's clocks; all is on. */
    public static Switches system() {
        return new Switches(InstantSource.system(), Ticker.system());
    }

    /** Switches by other clocks. */
    public static Switches by(InstantSource clock, Ticker ticker) {
        return new Switches(clock, ticker);
    }

    Instant now() {
        return clock.instant();
    }

    /** What is off, in no particular order. */
    public List<SwitchedOff> off() {
        Map<String, Entry> now = off;
        if (now == null) {
            return List.of();
        }
        return now.values().stream()
                .filter(entry -> !entry.over(ticker))
                .map(Entry::said)
                .toList();
    }

    /** What a source says is off, instead of what it said before. Names are not checked; what has ended is left out. */
    public void say(String source, Collection<SwitchedOff> all) {
        lock.lock();
        try {
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (SwitchedOff said : all) {
                Entry entry = entry(said);
                if (!entry.over(ticker)) {
                    entries.put(said.what(), entry);
                }
            }
            bySource.put(source, entries);
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** When a time that begins now is over; the farthest there is, if it is longer. */
    Instant end(Duration time) {
        return clock.instant().plus(time.compareTo(LONGEST) > 0 ? LONGEST : time);
    }

    void off(SwitchedOff said) {
        lock.lock();
        try {
            bySource.computeIfAbsent(said.source(), name -> new LinkedHashMap<>())
                    .put(said.what(), entry(said));
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what code said. What a file or the environment switches off stays off. */
    public void on(String what) {
        on(CODE, what);
    }

    private void on(String source, String what) {
        lock.lock();
        try {
            Map<String, Entry> said = bySource.get(source);
            if (said != null && said.remove(what) != null) {
                changed();
            }
        } finally {
            lock.unlock();
        }
    }

    private Entry entry(SwitchedOff said) {
        Instant until = said.until();
        if (until == null) {
            return new Entry(said, false, 0);
        }
        Instant now = clock.instant();
        Duration left = Duration.ZERO;
        if (until.isAfter(now)) {
            left = until.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, until);
        }
        return new Entry(said, true, ticker.nanos() + left.toNanos());
    }

    /** Puts a filter around a handler, so that it can be switched off; {@code owner} is its route. */
    public Handler around(String owner, Filter filter, Handler next) {
        return around(owner, null, filter, next);
    }

    /** The same for a filter of a policy. */
    public Handler around(String owner, @Nullable String policy, Filter filter, Handler next) {
        return Switch.switchable(filter.concern())
                ? new Switch(this, owner, policy, filter, next, filter.around(next))
                : filter.around(next);
    }

    /**
     * The same for a chain that is made for one request: what is off now is left out.
     *
     * @param filter whose switch it is
     * @param part what does its work here: the filter itself, or a part of it
     */
    public Handler aroundNow(String owner, Filter filter, Filter part, Handler next) {
        SwitchedOff off = Switch.switchable(filter.concern()) ? find(owner, null, filter) : null;
        return off == null
                ? part.around(next)
                : request -> {
                    request.exchange().record(Switch.skipped(filter, off));
                    return next.handle(request);
                };
    }

    /** A filter that is known by the name of a policy, too, wherever it stands. */
    public static Filter named(String policy, Filter filter) {
        return new OfPolicy(policy, filter);
    }

    /** The filter itself, where {@link #named} made this one of it. */
    public static Filter unnamed(Filter filter) {
        return OfPolicy.unnamed(filter);
    }

    /** Why a filter is off; null if it is on. */
    public @Nullable SwitchedOff find(String owner, @Nullable String policy, Filter filter) {
        Map<String, Entry> now = off;
        if (now == null) {
            return null;
        }
        String whole = Switch.whole(filter.concern());
        Entry entry = whole == null ? null : in(now, whole);
        entry = entry == null ? in(now, owner + '/' + filter.name()) : entry;
        String known = OfPolicy.name(policy, filter);
        entry = entry != null || known == null ? entry : in(now, known);
        return entry == null ? null : entry.said;
    }

    private @Nullable Entry in(Map<String, Entry> now, String what) {
        Entry entry = now.get(what);
        return entry == null || entry.over(ticker) ? null : entry;
    }

    private void changed() {
        Map<String, Entry> before = off;
        Map<String, Entry> now = new LinkedHashMap<>();
        for (Map<String, Entry> said : bySource.values()) {
            said.values().removeIf(entry -> entry.over(ticker));
            said.forEach((what, entry) -> now.merge(what, entry, Entry::longer));
        }
        tell(before == null ? Map.of() : before, now);
        off = now.isEmpty() ? null : now;
        now.keySet().forEach(this::show);
        if (now.isEmpty()) {
            endReminder();
        } else if (reminder == null) {
            reminder = remind(new WeakReference<>(this));
        }
    }

    private static void tell(Map<String, Entry> before, Map<String, Entry> now) {
        now.forEach((what, entry) -> {
            Entry old = before.get(what);
            if (old == null || !old.said.equals(entry.said)) {
                LOG.warn("Kill switch: OFF is {}.", entry.said);
            }
        });
        before.forEach((what, entry) -> {
            if (!now.containsKey(what)) {
                LOG.warn("Kill switch: {} is on again.", what);
            }
        });
    }

    /** The timer lives longer than a gateway that nobody closes, and must not hold it. */
    private static Periodic remind(WeakReference<Switches> switches) {
        Periodic[] itself = new Periodic[1];
        itself[0] = Periodic.every(EVERY, () -> {
            Switches still = switches.get();
            if (still != null) {
                still.remind();
            } else if (itself[0] != null) {
                itself[0].close();
            }
        });
        return itself[0];
    }

    /** Says what is still off, and what is not any more. */
    void remind() {
        lock.lock();
        try {
            List<SwitchedOff> before = off();
            changed();
            before.forEach(said -> LOG.warn("Kill switch: still OFF is {}.", said));
        } finally {
            lock.unlock();
        }
    }

    boolean reminds() {
        lock.lock();
        try {
            return reminder != null;
        } finally {
            lock.unlock();
        }
    }

    private void endReminder() {
        if (reminder != null) {
            reminder.close();
            reminder = null;
        }
    }

    private void show(String what) {
        if (meters == null || !shown.add(what)) {
            return;
        }
        Gauge.builder("hauberk.switches.off", this, switches -> switches.isOff(what) ? 1 : 0)
                .description("Whether a kill switch is off: 1 while it is.")
                .tag("what", told.admit(what))
                .register(meters);
    }

    private boolean isOff(String what) {
        Map<String, Entry> now = off;
        return now != null && in(now, what) != null;
    }

    /** Shows what is or will be off. */
    public void bindTo(MeterRegistry registry) {
        lock.lock();
        try {
            if (meters != registry) {
                meters = registry;
                shown.clear();
            }
            List<Entry> now = new ArrayList<>(off == null ? List.of() : off.values());
            now.forEach(entry -> show(entry.said.what()));
        } finally {
            lock.unlock();
        }
    }

    /** Switches everything on, and reminds nobody any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            bySource.clear();
            off = null;
            endReminder();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        List<SwitchedOff> now = off();
        return now.isEmpty() ? "nothing is switched off" : "switched off: " + now;
    }

    /** What was said, and when it ends by the ticker. */
    private record Entry(SwitchedOff said, boolean ends, long at) {
        boolean over(Ticker ticker) {
            return ends && at - ticker.nanos() <= 0;
        }

        static Entry longer(Entry one, Entry two) {
            return !one.ends || two.ends && one.at - two.at >= 0 ? one : two;
        }
    }
}
