package io.hauberk.service;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** {@link PeakEwma} at work. */
final class EwmaPicker extends Cheapest {
    private static final long LONGEST_REST = Duration.ofMinutes(5).toNanos();
    /** Beyond any time, so that who is being probed comes last; divided, so that requests can still be added. */
    private static final double UNKNOWN = Long.MAX_VALUE >> 16;

    private static final int TRIES = 3;

    private final double decay;
    private final long penalty;

    /** @param penalty 0 where failures are as good as any answer */
    EwmaPicker(LongSupplier bits, double decay, long penalty) {
        super(bits);
        this.decay = decay;
        this.penalty = penalty;
    }

    @Override
    public Members prepared(List<Member> members) {
        members.forEach(Member::measure);
        return super.prepared(members);
    }

    /** Who is known nothing of is taken by the first who finds it so, and by nobody else until it has answered. */
    @Override
    public int pick(Members members, Who who) {
        int index = -1;
        for (int i = 0; i < TRIES; i++) {
            index = super.pick(members, who);
            if (index < 0 || latency(members.get(index)).takes(who.now())) {
                return index;
            }
        }
        return index;
    }

    @Override
    double cost(Member member, long now) {
        Latency latency = latency(member);
        if (latency.known()) {
            return latency.at(now, decay) * (member.active() + 1.0);
        }
        return latency.probed(now) ? UNKNOWN + member.active() : 0;
    }

    private static Latency latency(Member member) {
        Latency latency = member.latency();
        return latency == null ? member.measure() : latency;
    }

    @Override
    public void began(Members among, Member member, long now) {
        latency(member).begin(now);
    }

    @Override
    public void measured(Member member, long nanos, boolean bad, long rest, long now) {
        Latency latency = latency(member);
        if (bad && penalty > 0) {
            long taken = Math.max(Math.max(nanos, penalty), Math.min(rest, LONGEST_REST));
            latency.end(taken, false, now, decay);
        } else {
            latency.end(nanos, true, now, decay);
        }
    }

    @Override
    public void dropped(Member member, long now) {
        latency(member).end();
    }

    @Override
    public String toString() {
        return "the sooner to answer";
    }
}
