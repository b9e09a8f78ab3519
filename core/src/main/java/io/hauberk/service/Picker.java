package io.hauberk.service;

/**
 * A balancing algorithm at work for one service. Thread-safe, never blocks, allocates nothing.
 *
 * <p>It draws by its own rule among those that may be drawn. Where a rule draws blindly and misses too often, {@link
 * #any} finds who is left.
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

    /** Says who may be drawn. */
    @FunctionalInterface
    interface Who {
        /** Everybody. */
        Who ALL = member -> true;

        /** Whether this one may be drawn. */
        boolean mayTake(Member member);
    }
}
