package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Member.State;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints of a service, those of them that are out, and for how long. It outlives changes of the service: endpoints
 * that stay keep their state. Thread-safe; its lock is taken only when an endpoint comes, goes, or changes its state.
 */
final class Pool {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final String service;
    private final Chance chance;
    private final ServiceMeters meters;
    private final CountDownLatch first = new CountDownLatch(1);

    private volatile OutlierDetection detection;
    private final Selection selection;
    /** How many of the members are not in; a rest that is over counts until {@link #wakeAt}. */
    private volatile int out;

    private volatile long wakeAt;

    // Guarded by this.
    private Map<Endpoint, Member> known = Map.of();

    Pool(Service service, Chance chance, ServiceMeters meters) {
        this.service = service.name();
        this.chance = chance;
        this.meters = meters;
        this.detection = service.outlierDetection();
        this.selection = new Selection(service, chance);
        selection.show(meters);
    }

    /** Goes by other rules from now on. Rules that eject nobody bring everybody back. */
    synchronized void follow(Service service, long now) {
        detection = service.outlierDetection();
        selection.follow(service, now);
        if (!detection.on()) {
            known.values().forEach(member -> member.become(State.IN, now, 0));
            recount(now);
        }
    }

    /** Those that calls may go to. */
    Members members() {
        return selection.members();
    }

    /** How many endpoints there are in a state; of what is ejected, those on probation included. */
    synchronized int count(State state) {
        int count = 0;
        for (Member member : known.values()) {
            count += member.state() == state ? 1 : 0;
        }
        return count;
    }

    /** How many attempts are under way, their answers included. What is never closed stays in it for ever. */
    synchronized int active() {
        int active = 0;
        for (Member member : known.values()) {
            active += member.active();
        }
        return active;
    }

    /** Waits until something was found, or it is clear that nothing can be. */
    void awaitFirst(long nanos) throws InterruptedException {
        if (first.getCount() > 0) {
            first.await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Nothing could be found out; nobody waits any longer. */
    void nothingKnown() {
        first.countDown();
    }

    /** These are the endpoints now. Those that stay keep their state and their place. */
    synchronized void found(List<Endpoint> endpoints, long now) {
        Map<Endpoint, Endpoint> wanted = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> wanted.putIfAbsent(endpoint, endpoint));
        Map<Endpoint, Member> next = new LinkedHashMap<>();
        known.forEach((endpoint, member) -> {
            Endpoint same = wanted.remove(endpoint);
            if (same != null) {
                member.describe(same);
                next.put(same, member);
            }
        });
        boolean late = !known.isEmpty();
        wanted.keySet().forEach(endpoint -> {
            Member member = new Member(endpoint);
            next.put(endpoint, member);
            if (late) {
                selection.begins(member, now);
            }
        });
        known = next;
        selection.regroup(List.copyOf(next.values()), now);
        recount(now);
        first.countDown();
    }

    /**
     * Chooses an endpoint for an attempt.
     *
     * @return null if there is none
     */
    @Nullable Choice choose(Request request, Tried tried, long now) {
        if (out != 0 && now - wakeAt >= 0) {
            wake(now);
        }
        return selection.choose(request, tried, now);
    }

    /** Whether somebody is left whom a call has not tried, and who may be tried. */
    boolean leaves(Tried tried, long now) {
        Members among = selection.members();
        for (int i = 0; i < among.size(); i++) {
            Member member = among.get(i);
            if (member.usable(now) && !tried.has(member)) {
                return true;
            }
        }
        return false;
    }

    /** When the first of those that are out may be tried again, from now on; 0 where that is not known. */
    Duration nextChance(long now) {
        Members among = selection.members();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < among.size(); i++) {
            least = Math.min(least, among.get(i).until() - now);
        }
        return among.size() == 0 || least < 0 ? Duration.ZERO : Duration.ofNanos(least);
    }

    /** An attempt brought no good head. */
    void failed(Member member, String reason, boolean probe, long now) {
        OutlierDetection rules = detection;
        if (!rules.on()) {
            member.endProbe();
        } else if (probe) {
            eject(member, reason, true, now);
        } else if (member.failed() >= rules.failures()) {
            eject(member, reason, false, now);
        }
    }

    /** An answer broke off. */
    void broke(Member member, String reason, long now) {
        OutlierDetection rules = detection;
        if (rules.on() && member.broke() >= rules.failures()) {
            eject(member, reason, false, now);
        }
    }

    /** A probe went well. */
    void restore(Member member, long now) {
        synchronized (this) {
            if (member.state() == State.EJECTED) {
                member.become(State.IN, now, member.ejections());
                member.answered();
                selection.begins(member, now);
                recount(now);
            }
            member.endProbe();
        }
        log.info("Service {} takes {} back: it answers again.", service, member);
    }

    /** The endpoint asked to be left alone for a while. */
    synchronized void rest(Member member, long nanos, long now) {
        OutlierDetection rules = detection;
        if (rules.on() && member.state() != State.EJECTED && contains(member)) {
            long until = now + Math.min(nanos, rules.maxEjection().toNanos());
            if (member.state() == State.IN || until - member.until() > 0) {
                member.become(State.RESTING, until, member.ejections());
                recount(now);
            }
        }
    }

    private void eject(Member member, String reason, boolean again, long now) {
        long nanos;
        synchronized (this) {
            if (again) {
                member.endProbe();
            } else if (member.state() == State.EJECTED || !contains(member) || !admits()) {
                member.answered();
                return;
            }
            int ejections = lately(member, again, now) + 1;
            nanos = duration(ejections);
            member.become(State.EJECTED, now + nanos, ejections);
            member.answered();
            recount(now);
        }
        meters.ejected(reason);
        log.warn(
                "Service {} leaves {} out for {} ms, the last failure being {}.",
                service,
                member,
                nanos / 1_000_000,
                reason);
    }

    private boolean contains(Member member) {
        return known.get(member.endpoint()) == member;
    }

    /** Whether one more may be ejected: within the share, one at least, never the last one. */
    private boolean admits() {
        Members members = selection.members();
        int size = members.size();
        int ejected = 1;
        for (int i = 0; i < size; i++) {
            ejected += members.get(i).state() == State.EJECTED ? 1 : 0;
        }
        double percent = detection.maxEjectionPercent();
        return percent > 0 && ejected < size && ejected <= Math.max(1, Math.floor((double) size * percent / 100));
    }

    /** How many ejections still count: one less for each base time that went well. */
    private int lately(Member member, boolean again, long now) {
        if (again || member.state() != State.IN || member.ejections() == 0) {
            return member.ejections();
        }
        long well = (now - member.until()) / detection.baseEjection().toNanos();
        return (int) Math.max(0, member.ejections() - Math.max(0, well));
    }

    /** The base, times the number of ejections, up to the maximum; and up to a tenth more, by chance. */
    private long duration(int ejections) {
        double nanos = Math.min((double) detection.baseEjection().toNanos() * ejections, (double)
                detection.maxEjection().toNanos());
        return (long) (nanos * (1 + chance.fraction() / 10));
    }

    private synchronized void wake(long now) {
        for (Member member : known.values()) {
            if (member.state() == State.RESTING && now - member.until() >= 0) {
                member.become(State.IN, now, member.ejections());
            }
        }
        recount(now);
    }

    private void recount(long now) {
        int count = 0;
        long next = Long.MAX_VALUE;
        Members all = selection.members();
        for (int i = 0; i < all.size(); i++) {
            Member member = all.get(i);
            count += member.state() == State.IN ? 0 : 1;
            next = member.state() == State.RESTING ? Math.min(next, member.until() - now) : next;
        }
        wakeAt = now + Math.min(next, Duration.ofDays(365).toNanos());
        out = count;
        selection.reweigh(now);
    }
}
