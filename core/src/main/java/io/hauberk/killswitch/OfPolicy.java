package io.hauberk.killswitch;

import io.hauberk.Filter;
import io.hauberk.FilterWrapper;
import io.hauberk.Handler;
import org.jspecify.annotations.Nullable;

/** A filter under the name of the policy that it belongs to. */
final class OfPolicy extends FilterWrapper {
    private final String policy;

    OfPolicy(String policy, Filter filter) {
        super(filter);
        this.policy = policy;
    }

    /** The name of its policy: the one given, or the one that it came with; null if it has none. */
    static @Nullable String name(@Nullable String given, Filter filter) {
        return given == null && filter instanceof OfPolicy of ? of.policy : given;
    }

    /** The filter itself, where this one is it under a name. */
    static Filter unnamed(Filter filter) {
        return filter instanceof OfPolicy of ? of.filter() : filter;
    }

    @Override
    public Handler around(Handler next) {
        return filter().around(next);
    }

    @Override
    public Filter shadowed() {
        return new OfPolicy(policy, filter().shadowed());
    }

    @Override
    public Filter unshadowed() {
        return filter().unshadowed();
    }

    /** By what it is: the same filter under the same name is no other, so that a reload leaves its service alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OfPolicy that && policy.equals(that.policy) && filter().equals(that.filter());
    }

    @Override
    public int hashCode() {
        return 31 * policy.hashCode() + filter().hashCode();
    }
}
