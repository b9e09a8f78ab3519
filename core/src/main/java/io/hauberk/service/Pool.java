package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.discovery.Discovery;
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
    private final Departed departed = new Departed();
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
        Discovery discovery = service.discovery();
        boolean asSaid = discovery != null && discovery.known() != null;
        // A list that somebody wrote does not flap: who is left out there is meant to be.
        departed.keep(asSaid ? Duration.ZERO : service.rememberGone());
        boolean lenient = !rules.on() || rules.shadowed();
        for (Member member : remembered()) {
            if (lenient || member.state() == State.SHADOWED) {
                member.become(State.IN, now, 0);
            }
        }
        recount(now);
    }

    /** All of whom something is known. */
    private List<Member> remembered() {
        List<Member> all = new ArrayList<>(known.values());
        all.addAll(departed.kept());
        return all;
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

    /** Those that are not found any more, and would come back as they were. */
    synchronized List<Member> away() {
        return departed.kept();
    }

    /** How many would come back as they were. */
    synchronized int countAway() {
        return departed.size();
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
        return active + departed.active();
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

    /**
     * These are the endpoints now. Those that stay keep their state and their place; those that are back after a short
     * while have the state that they had.
     *
     * @return how many are back
     */
    synchronized int found(List<Endpoint> endpoints, long now) {
        departed.release(now, gone);
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
        List<Member> back = new ArrayList<>();
        wanted.keySet().forEach(endpoint -> next.put(endpoint, comes(endpoint, back, now)));
        depart(next, now);
        known = next;
        selection.regroup(List.copyOf(next.values()), now);
        back.forEach(member -> ejections.back(member, now));
        recount(now);
        first.countDown();
        return back.size();
    }

    private Member comes(Endpoint endpoint, List<Member> back, long now) {
        Member before = departed.back(endpoint);
        if (before != null) {
            before.describe(endpoint);
            back.add(before);
            return before;
        }
        departed.replace(endpoint);
        Member member = new Member(endpoint);
        if (!known.isEmpty()) {
            selection.begins(member, now);
        }
        return member;
    }

    /** Whoever is told of endpoints that calls do not go to any more. */
    synchronized void onGone(Consumer<Endpoint> listener) {
        gone = listener;
    }

    /** Those that are gone, or about to go, get no calls; their answers may still be on the way. */
    private void depart(Map<Endpoint, Member> next, long now) {
        known.forEach((endpoint, member) -> {
            Member stays = next.get(endpoint);
            // Once, not at each answer in which it still leaves: connections to others are closed along with its own.
            boolean leaves = stays != null && stays.endpoint().leaving() && !endpoint.leaving();
            if (leaves || stays == null && !departed.add(member, now)) {
                gone.accept(endpoint);
            }
        });
    }

    /**
     * Forgets those that have been gone for long.
     *
     * @return when there is more of that to do, from now on; -1 where there is not
     */
    synchronized long release(long now) {
        departed.release(now, gone);
        return departed.nextRelease(now);
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

    /** Whether it is, or would come back as it was. Under the lock. */
    boolean remembers(Member member) {
        return contains(member) || departed.keeps(member);
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
