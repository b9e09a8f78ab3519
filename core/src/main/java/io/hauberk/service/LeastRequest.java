package io.hauberk.service;

import java.util.function.LongSupplier;

/** What has fewer requests under way is cheaper. */
final class LeastRequest extends Cheapest {
    LeastRequest(LongSupplier bits) {
        super(bits);
    }

    @Override
    double cost(Member member, long now) {
        return member.active() + 1.0;
    }

    @Override
    public String toString() {
        return "the less busy";
    }
}
