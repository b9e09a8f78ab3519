package io.hauberk.service;

import io.hauberk.Request;
import io.hauberk.Response;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One choice of an endpoint: first whom it may fall on, then whom it fell on and why. For one thread; what it came to is
 * then only read.
 */
final class Choice implements Picker.Who {
    /** What led to it, other than the balancer's own rule. */
    enum Way {
        RULE,
        STICKY,
        PROBE,
        LEAVING,
        PANIC
    }

    private final Picker picker;
    private final int most;
    private final Tried tried;
    private final long now;
    private @Nullable Request request;

    // Whom it may fall on, at this stage.
    private boolean everybody;
    private boolean again;
    private boolean regardless;
    private @Nullable Ramp ramp;
    /** Whether somebody was passed over who has as much to do as he may. */
    private boolean passedOver;
    /** Whether somebody else was quicker. */
    private boolean overtaken;

    // What it came to.
    private @Nullable Group group;
    private @Nullable Member member;
    private Way way = Way.RULE;
    private boolean probe;
    private long began;
    private @Nullable LongAdder busy;
    private boolean keyed;
    private @Nullable String cookie;
    private boolean told;

    Choice(Rules by, Request request, Tried tried, long now) {
        this.picker = by.picker();
        this.most = by.perEndpoint();
        this.request = request;
        this.tried = tried;
        this.now = now;
    }

    Picker picker() {
        return picker;
    }

    @Override
    public @Nullable Request request() {
        return request;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void keyed() {
        keyed = true;
    }

    @Override
    public boolean mayTake(Member candidate) {
        if (everybody) {
            return hasRoom(candidate);
        }
        Ramp slow = ramp;
        return (again || !tried.has(candidate))
                && (regardless || candidate.usable(now))
                && hasRoom(candidate)
                && (slow == null || slow.passes(candidate, now));
    }

    private boolean hasRoom(Member candidate) {
        if (most == Integer.MAX_VALUE || candidate.active() < most) {
            return true;
        }
        passedOver = true;
        return false;
    }

    /** Whether it can fall on nobody, since they have as much to do as they may. */
    boolean crowded() {
        return passedOver;
    }

    /** Whether somebody else was quicker since this was last asked, so that it may fall on another at the next try. */
    boolean overtaken() {
        boolean was = overtaken;
        overtaken = false;
        return was;
    }

    boolean nobodyTried() {
        return tried.nobody();
    }

    /** Draws from a group where everybody is in. */
    boolean fromAll(Group from) {
        everybody = true;
        return draw(from, Way.RULE);
    }

    /** Draws from a group those that are in, or whoever there is where it panics; slowly those that are new. */
    boolean from(Group from, @Nullable Ramp slowly, boolean tryAgain, Way reached) {
        everybody = false;
        again = tryAgain;
        regardless = from.panics() || reached == Way.PANIC;
        ramp = slowly;
        Way by = regardless ? Way.PANIC : reached;
        if (draw(from, by)) {
            return true;
        }
        ramp = null;
        return slowly != null && draw(from, by);
    }

    private boolean draw(Group from, Way by) {
        keyed = false;
        int index = from.members().size() == 0 ? -1 : picker.pick(from.members(), this);
        return index >= 0 && falls(from, from.members().get(index), by);
    }

    /** It falls on this one, to see whether it is back. */
    boolean probes(Group from, Member on) {
        regardless = false;
        return falls(from, on, Way.PROBE);
    }

    /** It falls on this one and takes a place there, unless another has just taken the last one, or the only probe. */
    boolean falls(Group from, Member on, Way by) {
        boolean out = on.state() == Member.State.EJECTED;
        boolean probes = out && on.tryProbe(now);
        if (out && !probes && !regardless) {
            return false;
        }
        if (!on.tryEnter(most)) {
            if (probes) {
                on.endProbe();
            }
            overtaken = true;
            return false;
        }
        probe = probes;
        group = from;
        member = on;
        way = by;
        return true;
    }

    /** Whether it may fall on the one where the request was before. */
    boolean sticks(Group from, Member on) {
        return !tried.has(on)
                && on.usable(now)
                && hasRoom(on)
                && on.endpoint().weight() > 0
                && falls(from, on, Way.STICKY);
    }

    /** It is made, and needs to know no more. */
    Choice done(@Nullable String cookieToSet) {
        request = null;
        cookie = cookieToSet;
        return this;
    }

    /** The answer, with the cookie that leads back here, unless it speaks against coming back. */
    Response marked(Response response) {
        String set = cookie;
        return set == null || response.status() >= 500
                ? response
                : response.withHeaders(response.headers().adding("Set-Cookie", set));
    }

    Member member() {
        return java.util.Objects.requireNonNull(member, "Nobody was chosen.");
    }

    boolean probe() {
        return probe;
    }

    boolean panic() {
        return way == Way.PANIC;
    }

    /** Whether it fell on the one where the request was before. */
    boolean stuck() {
        return way == Way.STICKY;
    }

    private Members among() {
        Group from = group;
        return from == null ? Members.NONE : from.members();
    }

    void began(long at) {
        began = at;
        picker.began(among(), member(), at);
        LongAdder all = picker.busy(among(), member());
        if (all != null) {
            all.increment();
            busy = all;
        }
    }

    /** The head of the answer is there, or there will be none. */
    void measured(boolean bad, long rest, long at) {
        if (!told) {
            told = true;
            picker.measured(member(), at - began, bad, rest, at);
        }
    }

    /** It was given up by ourselves. */
    void dropped(long at) {
        if (!told) {
            told = true;
            picker.dropped(member(), at);
        }
    }

    /** All of it is over, the body of its answer included. */
    void left() {
        LongAdder all = busy;
        if (all != null) {
            all.decrement();
        }
    }

    /** Such as {@code 10.0.0.7:8443 the less busy of 4 in zone a of 12}. */
    void describe(StringBuilder text) {
        text.append(member());
        Group from = group;
        switch (way) {
            case STICKY -> text.append(" as its cookie says");
            case PROBE -> text.append(" next, since its time is over");
            default -> text.append(' ').append(picker.why(keyed));
        }
        if (from != null) {
            from.describe(text);
        }
        if (way == Way.LEAVING) {
            text.append(", which is leaving, but no other was left");
        }
        if (passedOver) {
            text.append(", passing over those that are full");
        }
    }
}
