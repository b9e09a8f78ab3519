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
    private List<Level> hardLevels;
    private List<Level> softLevels;

    Entry(Tier[] tiers, Instant now, int[] places, long[] costs, @Nullable Drawn hard, @Nullable Drawn soft) {
        this.tiers = tiers;
        this.now = now;
        this.places = places;
        this.costs = costs;
        this.hard = hard;
        this.soft = soft;
        this.hardLevels = hard == null ? List.of() : hard.levels();
        this.softLevels = soft == null ? List.of() : soft.levels();
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
        if (places[tier] == NOWHERE) {
            return null;
        }
        List<Level> levels = tiers[tier].soft ? softLevels : hardLevels;
        return places[tier] < levels.size() ? tiers[tier].inWindow(levels.get(places[tier]), costs[tier], now) : null;
    }

    /** Corrects what was taken by what the answer tells. */
    void learn(Head head) {
        hardLevels = learned(hard, hardLevels, head, false);
        softLevels = learned(soft, softLevels, head, true);
    }

    private List<Level> learned(@Nullable Drawn drawn, List<Level> before, Head head, boolean ofSoft) {
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
