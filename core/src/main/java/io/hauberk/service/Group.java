package io.hauberk.service;

import org.jspecify.annotations.Nullable;

/**
 * Endpoints that stand for each other: those of one priority, or of one zone within it. Immutable.
 *
 * @param members who belongs to it
 * @param priority its number
 * @param zone where it is, if zones count
 * @param own whether that is our own zone
 * @param all how many endpoints there are in all
 * @param panics whether too few of its priority are healthy for health to decide
 */
record Group(Members members, int priority, @Nullable String zone, boolean own, int all, boolean panics) {
    Group panicking(boolean panic) {
        return panic == panics ? this : new Group(members, priority, zone, own, all, panic);
    }

    void describe(StringBuilder text) {
        text.append(" of ").append(members.size());
        if (zone != null) {
            text.append(own ? " in our own zone " : " in zone ").append(zone.isEmpty() ? "unknown" : zone);
        }
        if (priority > 0) {
            text.append(" of priority ").append(priority);
        }
        if (members.size() < all) {
            text.append(" (of ").append(all).append(')');
        }
    }
}
