package io.hauberk.config;

import io.hauberk.Concern;
import io.hauberk.Filter;
import org.jspecify.annotations.Nullable;

/**
 * One filter of a list.
 *
 * @param name what the file calls it
 * @param place where it is used
 * @param mode {@code enforce}, {@code shadow} or {@code off}
 * @param filter the filter itself, which holds the state
 * @param active what runs: the filter, or its shadow
 * @param policy the policy that it belongs to; null if it was written where it is used
 */
record FilterEntry(
        String name,
        Place place,
        String mode,
        Filter filter,
        Filter active,
        @Nullable String policy) {
    boolean off() {
        return mode.equals("off");
    }

    /** Whether it lets only authenticated callers through. */
    boolean authenticates() {
        return mode.equals("enforce") && filter.concern() == Concern.AUTHENTICATION;
    }

    /** This entry of a policy, used somewhere. */
    FilterEntry in(String policy, Place where) {
        return new FilterEntry(name, where, mode, filter, active, policy);
    }
}
