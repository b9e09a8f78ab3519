package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Member.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a service, those of them that are out, and for how long. It outlives changes of the service: endpoints
 * that stay keep their state. Thread-safe; its lock is taken only when an endpoint comes, goes, or changes its state.
 */
final class Pool {

    private final Ejections ejections;
    private final CountDownLatch first = new CountDownLatch(1);

    private final Selection selection;
    /** How many of the members are not in; a rest that is over counts until {@link #wakeAt}. */
    private volatile int out;

    private volatile long wakeAt;

    // Guarded by this.
    private Map<Endpoint, Member> known = Map.of();
    private final List<Member> departed = new ArrayList<>();
    private Consumer<Endpoint> gone = endpoint -> {};

    Pool(Service service, Chance chance, ServiceMeters meters) {
        this.ejections = new Ejections(this, service.name(), chance, meters);
        this.selection = new Selection(service, chance);
        selection.show(meters);
    }

    /** Goes by other rules from now on. Rules that eject nobody bring everybody back. */
    synchronized void follow(Service service, long now) {
        OutlierDetection rules = service.outlierDetection();
        ejections.follow(rules, now);
        selection.follow(service, now);
        boolean lenient = !rules.on() || rules.shadowed();
        for (Member member : known.values()) {
            if (lenient || member.state() == State.SHADOWED) {
                member.become(State.IN, now, 0);
            }
        }
        recount(now);
    }

    /** Those that calls may go to. */
    Members members() {
        return selection.members();
    }

    Ejections ejections() {
        return ejections;
    }

    /** All that were found, those of weight 0 too. */
    synchronized List<Member> known() {
        return List.copyOf(known.values());
    }

    /** Health checks found out whether it is well. */
    synchronized void sick(Member member, boolean sick, long now) {
        if (member.sick() != sick) {
            member.sick(sick);
            if (sick) {
                recount(now);
            } else {
                returned(member, now);
            }
        }
    }

    /** How many endpoints there are in a state; of what is ejected, those on probation included. */
    synchronized int count(State state) {
        return count(member -> !member.sick() && member.state() == state);
    }

    /** How many endpoints are of a kind. */
    synchronized int count(Predicate<Member> kind) {
        int count = 0;
        for (Member member : known.values()) {
            count += kind.test(member) ? 1 : 0;
        }
        return count;
    }

    /** How many attempts are under way, their answers included. What is never closed stays in it for ever. */
    synchronized int active() {
        int active = 0;
        for (Member member : known.values()) {
            active += member.active();
        }
        departed.removeIf(member -> member.active() == 0);
        for (Member member : departed) {
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
        depart(next);
        known = next;
        selection.regroup(List.copyOf(next.values()), now);
        recount(now);
        first.countDown();
    }

    /** Whoever is told of endpoints that calls do not go to any more. */
    synchronized void onGone(Consumer<Endpoint> listener) {
        gone = listener;
    }

    /** Those that are gone, or about to go, get no calls; their answers may still be on the way. */
    private void depart(Map<Endpoint, Member> next) {
        departed.removeIf(member -> member.active() == 0);
        known.forEach((endpoint, member) -> {
            Member stays = next.get(endpoint);
            if (stays == null && member.active() > 0) {
                departed.add(member);
            }
            // Once, not at each answer in which it still leaves: connections to others are closed along with its own.
            if (stays == null || stays.endpoint().leaving() && !endpoint.leaving()) {
                gone.accept(endpoint);
            }
        });
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
        return selection.leaves(tried, now);
    }

    /** Whether somebody may be tried who has fewer attempts under way than so many. */
    boolean hasRoom(int perEndpoint, long now) {
        return selection.leaves(Tried.NOBODY, perEndpoint, now);
    }

    /** How many endpoints have so many attempts under way. */
    synchronized int full(int perEndpoint) {
        return count(member -> member.active() >= perEndpoint);
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

    /** It is back. Under the lock. */
    void returned(Member member, long now) {
        selection.begins(member, now);
        recount(now);
    }

    /** Whether it is one of those that are known. Under the lock. */
    boolean contains(Member member) {
        return known.get(member.endpoint()) == member;
    }

    private synchronized void wake(long now) {
        for (Member member : known.values()) {
            if (member.state() == State.RESTING && now - member.until() >= 0) {
                member.become(State.IN, now, member.ejections());
            }
        }
        recount(now);
    }

    /** Somebody's state has changed. Under the lock. */
    void recount(long now) {
        int count = 0;
        long next = Long.MAX_VALUE;
        Members all = selection.members();
        for (int i = 0; i < all.size(); i++) {
            Member member = all.get(i);
            count += member.in() ? 0 : 1;
            next = member.state() == State.RESTING ? Math.min(next, member.until() - now) : next;
        }
        wakeAt = now + Math.min(next, Duration.ofDays(365).toNanos());
        out = count;
        selection.reweigh(now);
    }
}
