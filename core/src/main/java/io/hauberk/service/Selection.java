package io.hauberk.service;

import io.hauberk.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom calls to a service go to. Thread-safe; a choice takes no lock. {@link #regroup} and {@link #reweigh} are for one
 * thread at a time.
 */
final class Selection {
    private static final int ROUNDS = 8;
    private static final long SOON_NANOS = 100_000_000;

    private final Chance chance;
    private List<Member> known = List.of();
    private Fleet fleet = Fleet.NONE;

    private volatile Rules rules;
    private volatile Plan plan = Plan.NONE;
    private volatile @Nullable Stickiness stickiness;
    /** Whether somebody has begun slowly, and until when the last one is slow. */
    private volatile boolean slow;

    private volatile long slowUntil;
    /** When the first of those who are forgotten may be tried. */
    private volatile long tryAt;

    Selection(Service service, Chance chance) {
        this.chance = chance;
        this.rules = Rules.of(service, chance, null);
    }

    void show(ServiceMeters meters) {
        meters.show(this, "hauberk.mesh.panic", null, selection -> selection.plan.panics());
        meters.show(this, "hauberk.mesh.priority", null, selection -> selection.plan.lastPriority());
        meters.show(this, "hauberk.mesh.zone.spill", null, selection -> 100 * selection.plan.spill());
    }

    /** Goes by these rules from now on. */
    void follow(Service service, long now) {
        rules = Rules.of(service, chance, rules.slice());
        regroup(known, now);
    }

    Members members() {
        return plan.all();
    }

    /** These are the endpoints now. */
    void regroup(List<Member> members, long now) {
        known = members;
        fleet = Fleet.of(members, rules);
        StickyCookie cookie = rules.cookie();
        stickiness = cookie == null ? null : new Stickiness(cookie, fleet.all());
        replan(now);
    }

    /** Somebody's state has changed. */
    void reweigh(long now) {
        if (rules.slice() != null) {
            fleet = Fleet.of(known, rules);
        }
        replan(now);
    }

    private void replan(long now) {
        Plan next = Plan.of(fleet, rules);
        long wait = Long.MAX_VALUE;
        for (int i = 0; i < next.forgotten().size(); i++) {
            wait = Math.min(wait, next.forgotten().get(i).until() - now);
        }
        tryAt = now + Math.max(0, Math.min(wait, Long.MAX_VALUE / 4));
        plan = next;
    }

    /** This endpoint is new, or is back: it starts slowly, if that is asked for. */
    void begins(Member member, long now) {
        Ramp ramp = rules.ramp();
        if (ramp != null) {
            member.startSlowly(now);
            slowUntil = now + ramp.start().window().toNanos();
            slow = true;
        }
    }

    /**
     * Chooses an endpoint.
     *
     * @return null if there is none
     */
    @Nullable Choice choose(Request request, Tried tried, long now) {
        Rules by = rules;
        Choice choice = new Choice(by, request, tried, now);
        for (int round = 0; round < ROUNDS; round++) {
            Plan among = plan;
            if (among.all().size() == 0) {
                return null;
            }
            if (sticks(choice, among, request) || found(choice, among, by, now)) {
                return done(choice, request);
            }
            if (!choice.overtaken() && (choice.crowded() || by.panicThreshold() == 0)) {
                return null;
            }
        }
        Plan among = plan;
        return by.panicThreshold() > 0 && choice.from(among.everybody(), null, true, Choice.Way.PANIC)
                ? done(choice, request)
                : null;
    }

    /** Whether somebody is left whom a call has not tried, and who may be tried and has room. */
    boolean leaves(Tried tried, long now) {
        return leaves(tried, rules.perEndpoint(), now);
    }

    /** The same where an endpoint may have so many attempts at a time. */
    boolean leaves(Tried tried, int perEndpoint, long now) {
        Members among = plan.all();
        for (int i = 0; i < among.size(); i++) {
            Member member = among.get(i);
            if (member.usable(now) && member.active() < perEndpoint && !tried.has(member)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the endpoint where the request was before will do. */
    private boolean sticks(Choice choice, Plan among, Request request) {
        Stickiness sticky = stickiness;
        Member before = sticky == null ? null : sticky.of(request);
        return before != null && !before.endpoint().leaving() && choice.sticks(among.everybody(), before);
    }

    private Choice done(Choice choice, Request request) {
        Stickiness sticky = stickiness;
        return choice.done(sticky == null || choice.stuck() ? null : sticky.field(choice.member(), request));
    }

    private boolean found(Choice choice, Plan among, Rules by, long now) {
        Ramp ramp = ramp(by, now);
        boolean simple = ramp == null && among.calm() && choice.nobodyTried();
        if (simple && choice.fromAll(among.drawn(chance))) {
            return true;
        }
        return probes(choice, among, now) || somebody(choice, among, ramp);
    }

    private @Nullable Ramp ramp(Rules by, long now) {
        return slow && now - slowUntil < 0 && by.picker().free() ? by.ramp() : null;
    }

    /** Who is out where no calls go gets one when its time is over; nobody else would bring it back. */
    private boolean probes(Choice choice, Plan among, long now) {
        Members forgotten = among.forgotten();
        if (forgotten.size() == 0 || now - tryAt < 0) {
            return false;
        }
        tryAt = now + SOON_NANOS;
        int index = Picker.any(forgotten, member -> member.usable(now), 0);
        return index >= 0 && choice.probes(among.everybody(), forgotten.get(index));
    }

    /** By share first; then wherever somebody is left; then those that were tried before; then who is leaving. */
    private boolean somebody(Choice choice, Plan among, @Nullable Ramp ramp) {
        if (among.size() > 0 && choice.from(among.drawn(chance), ramp, false, Choice.Way.RULE)) {
            return true;
        }
        boolean more = !choice.nobodyTried();
        return anywhere(choice, among, ramp, false)
                || choice.from(among.leaving(), null, false, Choice.Way.LEAVING)
                || more && anywhere(choice, among, ramp, true)
                || more && choice.from(among.leaving(), null, true, Choice.Way.LEAVING);
    }

    private static boolean anywhere(Choice choice, Plan among, @Nullable Ramp ramp, boolean tryAgain) {
        for (int i = 0; i < among.size(); i++) {
            if (choice.from(among.group(i), ramp, tryAgain, Choice.Way.RULE)) {
                return true;
            }
        }
        return false;
    }
}
