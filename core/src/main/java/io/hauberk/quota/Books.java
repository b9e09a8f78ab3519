package io.hauberk.quota;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Request;
import io.hauberk.key.By;
import io.hauberk.store.Drawn;
import io.hauberk.store.MemoryStore;
import io.hauberk.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the tiers of a quota are counted. Immutable but for what is in the store. */
final class Books {
    private final Tier[] tiers;
    private final Store store;
    private final Naming naming;
    private final String[] prefixes;

    private Books(Tier[] tiers, Store store, Naming naming, String scope) {
        this.tiers = tiers;
        this.store = store;
        this.naming = naming;
        this.prefixes = new String[tiers.length];
        for (int i = 0; i < tiers.length; i++) {
            prefixes[i] = tiers[i].prefix(scope);
        }
    }

    /** In a store, which others may count in, and read. */
    static Books shared(Tier[] tiers, Store store, String scope) {
        return new Books(tiers, store, store.pseudonyms()::of, scope);
    }

    /** In memory that nobody else counts in: there the number of a caller in this process will do for its name. */
    static Books own(Tier[] tiers, MemoryStore counters) {
        Store store = Store.named("memory", counters);
        return new Books(tiers, store, (by, request) -> Long.toHexString(by.hash(request)), "");
    }

    /** Takes what the request costs, if all tiers that are not soft have enough; from soft ones in any case. */
    Entry take(Request request, Instant now) {
        List<Draw> hard = new ArrayList<>(tiers.length);
        List<Draw> soft = new ArrayList<>();
        int[] places = new int[tiers.length];
        long[] costs = new long[tiers.length];
        @Nullable By by = null;
        String caller = "";
        for (int i = 0; i < tiers.length; i++) {
            Tier tier = tiers[i];
            if (!tier.counts(request)) {
                places[i] = Entry.NOWHERE;
                continue;
            }
            if (tier.by != by) {
                by = tier.by;
                caller = naming.name(by, request);
            }
            costs[i] = tier.cost.before(request, tier.limit);
            List<Draw> draws = tier.soft ? soft : hard;
            places[i] = draws.size();
            draws.add(tier.draw(prefixes[i], caller, now, costs[i]));
        }
        Drawn taken = hard.isEmpty() ? null : store.take(hard);
        boolean passes = taken == null || taken.passes();
        Drawn noted = soft.isEmpty() || !passes ? null : store.adjust(soft);
        return new Entry(tiers, now, places, costs, taken, noted);
    }

    /** How the tiers stand, in their order; empty where that cannot be known. */
    List<Level> levels(Request request, Instant now) {
        return store.peek(draws(request, now)).levels();
    }

    void reset(Request request, Instant now) throws IOException {
        store.reset(draws(request, now));
    }

    private List<Draw> draws(Request request, Instant now) {
        List<Draw> draws = new ArrayList<>(tiers.length);
        for (int i = 0; i < tiers.length; i++) {
            draws.add(tiers[i].draw(prefixes[i], naming.name(tiers[i].by, request), now, 0));
        }
        return draws;
    }

    /** What a caller is called in the store. */
    private interface Naming {
        String name(By by, Request request);
    }
}
