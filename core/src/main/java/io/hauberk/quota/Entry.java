package io.hauberk.quota;

import io.hauberk.CounterStore.Level;
import io.hauberk.Head;
import io.hauberk.store.Drawn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of counting one request. */
final class Entry {
    static final int NOWHERE = -1;

    private final Tier[] tiers;
    private final Instant now;
    private final int[] places;
    private final long[] costs;
    private final @Nullable Drawn hard;
    private final @Nullable Drawn soft;
    /** How each tier stands, in their order; null where the request did not count there, or nobody could count. */
    private @Nullable Level[] levels;

    Entry(Tier[] tiers, Instant now, int[] places, long[] costs, @Nullable Drawn hard, @Nullable Drawn soft) {
        this.tiers = tiers;
        this.now = now;
        this.places = places;
        this.costs = costs;
        this.hard = hard;
        this.soft = soft;
        this.levels = levels(counted(hard), counted(soft));
    }

    private static List<Level> counted(@Nullable Drawn drawn) {
        return drawn == null ? List.of() : drawn.levels();
    }

    private @Nullable Level[] levels(List<Level> ofHard, List<Level> ofSoft) {
        @Nullable Level[] all = new @Nullable Level[tiers.length];
        for (int i = 0; i < tiers.length; i++) {
            List<Level> drawn = tiers[i].soft ? ofSoft : ofHard;
            if (places[i] != NOWHERE && places[i] < drawn.size()) {
                all[i] = tiers[i].inWindow(drawn.get(places[i]), costs[i], now);
            }
        }
        return all;
    }

    boolean passes() {
        return hard == null || hard.passes();
    }

    /** Whether it may not pass though nothing is used up: nobody can count. */
    boolean gone() {
        return hard != null && hard.uncounted() && !hard.passes();
    }

    /** What the record says beside by what it was counted. */
    String remark() {
        Drawn drawn = hard == null ? soft : hard;
        if (drawn == null) {
            return "";
        }
        return drawn.uncounted()
                ? ", uncounted, since the store is gone"
                : drawn.local() ? ", in this process, since the store is gone" : "";
    }

    /** How a tier stands; null where the request did not count there, or nobody could count. */
    @Nullable Level level(int tier) {
        return levels[tier];
    }

    /** Corrects what was taken by what the answer tells. */
    void learn(Head head) {
        levels = levels(learned(hard, head, false), learned(soft, head, true));
    }

    private List<Level> learned(@Nullable Drawn drawn, Head head, boolean ofSoft) {
        List<Level> before = counted(drawn);
        if (drawn == null || before.isEmpty()) {
            return before;
        }
        long[] corrections = new long[before.size()];
        boolean any = false;
        for (int i = 0; i < tiers.length; i++) {
            if (places[i] != NOWHERE && tiers[i].soft == ofSoft) {
                long correction = tiers[i].cost.after(head, costs[i], Long.MAX_VALUE) - costs[i];
                corrections[places[i]] = correction;
                any |= correction != 0;
            }
        }
        return any ? drawn.correct(corrections) : before;
    }
}
