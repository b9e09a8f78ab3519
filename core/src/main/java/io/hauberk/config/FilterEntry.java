package io.hauberk.config;

import io.hauberk.Concern;
import io.hauberk.Filter;

/**
 * One filter of a list.
 *
 * @param name what the file calls it
 * @param place where it is used
 * @param mode {@code enforce}, {@code shadow} or {@code off}
 * @param filter the filter itself, which holds the state
 * @param active what runs: the filter, or its shadow
 */
record FilterEntry(String name, Place place, String mode, Filter filter, Filter active) {
    boolean off() {
        return mode.equals("off");
    }

    /** Whether it lets only authenticated callers through. */
    boolean authenticates() {
        return mode.equals("enforce") && filter.concern() == Concern.AUTHENTICATION;
    }

    /** This entry, used somewhere else. */
    FilterEntry at(Place other) {
        return new FilterEntry(name, other, mode, filter, active);
    }
}
