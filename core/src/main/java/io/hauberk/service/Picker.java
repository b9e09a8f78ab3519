package io.hauberk.service;

import io.hauberk.Request;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A balancing algorithm at work for one service. Thread-safe, never blocks, allocates nothing.
 *
 * <p>It draws by its own rule among those that may be drawn. Where a rule draws blindly and misses too often, {@link
 * #any} finds who is left. Those that learn from what they caused are told of it.
 */
interface Picker {
    /** How often blind draws are tried: for half of the endpoints out, fewer than 1 of 100,000 then miss. */
    int DRAWS = 16;

    /**
     * Chooses one of the members.
     *
     * @param members at least one
     * @param who which of them may be drawn; at least one of them, though that may change at any time
     * @return an index, or -1 if nobody may be drawn any more
     */
    int pick(Members members, Who who);

    /** These members, with whatever it looks keys up in. Not on the way of a call. */
    default Members prepared(List<Member> members) {
        return new Members(members);
    }

    /** An attempt sets off to one of the members. */
    default void began(Members among, Member member, long now) {}

    /**
     * It has been answered, or it failed.
     *
     * @param nanos how long that took
     * @param bad whether it speaks against sending more
     * @param rest for how long the endpoint asks not to be bothered; 0 where it says nothing
     */
    default void measured(Member member, long nanos, boolean bad, long rest, long now) {}

    /** It was given up for reasons of our own, which says nothing about the endpoint. */
    default void dropped(Member member, long now) {}

    /**
     * Counts what is under way, the bodies of answers included, beside one of the members: among them, or among all that
     * are known, where a cookie or a probe led there. Null where nobody counts.
     */
    default @Nullable LongAdder busy(Members among, Member member) {
        return null;
    }

    /** Whether it keeps to the zone it is in, and lets new endpoints start slowly: not where the key decides. */
    default boolean free() {
        return true;
    }

    /** Why it chose this one, for the record. */
    default String why(boolean keyed) {
        return toString();
    }

    /** The first that may be drawn, from some place on; -1 if nobody may. */
    static int any(Members members, Who who, int from) {
        int size = members.size();
        for (int i = 0; i < size; i++) {
            int index = (from + i) % size;
            if (who.mayTake(members.get(index))) {
                return index;
            }
        }
        return -1;
    }

    /** Says who may be drawn, and for what. */
    @FunctionalInterface
    interface Who {
        /** Everybody. */
        Who ALL = member -> true;

        /** Whether this one may be drawn. */
        boolean mayTake(Member member);

        /** What is to be sent, where that is known. */
        default @Nullable Request request() {
            return null;
        }

        /** When. */
        default long now() {
            return 0;
        }

        /** It was the request's key that decided. */
        default void keyed() {}
    }
}
