package io.hauberk.store;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of asking a {@link Store}. Immutable, thread-safe. */
public final class Drawn {
    private static final Drawn OPEN = new Drawn(List.of(), List.of(), null, true);
    private static final Drawn GONE = new Drawn(List.of(), List.of(), null, false);

    private final List<Draw> draws;
    private final List<Level> levels;
    private final @Nullable Side side;
    private final boolean passes;

    private Drawn(List<Draw> draws, List<Level> levels, @Nullable Side side, boolean passes) {
        this.draws = draws;
        this.levels = levels;
        this.side = side;
        this.passes = passes;
    }

    static Drawn counted(List<Draw> draws, List<Level> levels, Side side) {
        return new Drawn(draws, levels, side, enough(levels));
    }

    static Drawn open() {
        return OPEN;
    }

    static Drawn gone() {
        return GONE;
    }

    /** Whether it may pass: all counters had enough, or the store is gone and {@linkplain Store.OnFailure#OPEN lets pass}. */
    public boolean passes() {
        return passes;
    }

    /** Whether all counters had enough. */
    static boolean enough(List<Level> levels) {
        for (int i = 0; i < levels.size(); i++) {
            if (!levels.get(i).enough()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing was counted, since the store is gone. */
    public boolean uncounted() {
        return side == null;
    }

    /** Whether it was counted in this process alone, since the store is gone. */
    public boolean local() {
        return side != null && side.local();
    }

    /** How the counters stand, in the order of the draws; empty where nothing was counted. */
    public List<Level> levels() {
        return levels;
    }

    /**
     * Corrects what was taken by so many permits for each draw, where it was taken; a negative number is given back. See {@link
     * io.hauberk.CounterStore#adjust}. Where the store is gone in between, the correction is lost. Blocks for the budget of the
     * store at most.
     *
     * @return how the counters stand after that; as before where nothing was corrected
     */
    public List<Level> correct(long... permits) {
        if (side == null || !passes) {
            return levels;
        }
        List<Draw> corrections = new ArrayList<>(draws.size());
        for (int i = 0; i < draws.size(); i++) {
            corrections.add(draws.get(i).correction(permits[i], levels.get(i)));
        }
        List<Level> after = side.adjust(corrections);
        return after.isEmpty() ? levels : after;
    }

    @Override
    public String toString() {
        return side != null ? levels.toString() : passes ? "uncounted" : "gone";
    }

    /** Where it was counted. */
    interface Side {
        boolean local();

        /** The levels after that; empty where it failed. */
        List<Level> adjust(List<Draw> draws);
    }
}
