package io.hauberk.service;

/**
 * The slow start at work: a draw that falls on an endpoint which is still slow counts only by chance, so that it gets
 * that part of its share with any balancer that draws by weight.
 */
record Ramp(SlowStart start, Chance chance) {
    boolean passes(Member member, long now) {
        return !member.slow() || chance.fraction() < start.factor(now - member.since());
    }
}
