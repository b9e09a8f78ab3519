package io.hauberk.quota;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.Request;
import io.hauberk.key.By;
import io.hauberk.store.Drawn;
import io.hauberk.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the tiers of a quota are counted. Immutable but for what is in the store. */
final class Books {
    private final Tier[] tiers;
    private final Store store;
    private final String[] prefixes;

    Books(Tier[] tiers, Store store, String scope) {
        this.tiers = tiers;
        this.store = store;
        this.prefixes = new String[tiers.length];
        for (int i = 0; i < tiers.length; i++) {
            prefixes[i] = tiers[i].prefix(scope);
        }
    }

    Store store() {
        return store;
    }

    /** Takes what the request costs, if all tiers that are not soft have enough; from soft ones in any case. */
    Entry take(Request request, Instant now) {
        List<Draw> hard = new ArrayList<>(tiers.length);
        List<Draw> soft = new ArrayList<>();
        int[] places = new int[tiers.length];
        long[] costs = new long[tiers.length];
        Map<By, String> names = new HashMap<>();
        for (int i = 0; i < tiers.length; i++) {
            Tier tier = tiers[i];
            if (!tier.counts(request)) {
                places[i] = Entry.NOWHERE;
                continue;
            }
            costs[i] = tier.cost.before(request, tier.limit);
            List<Draw> draws = tier.soft ? soft : hard;
            places[i] = draws.size();
            draws.add(tier.draw(prefixes[i], caller(names, tier, request), now, costs[i]));
        }
        Drawn taken = hard.isEmpty() ? null : store.take(hard);
        boolean passes = taken == null || taken.passes();
        Drawn noted = soft.isEmpty() || !passes ? null : store.adjust(soft);
        return new Entry(tiers, now, places, costs, taken, noted);
    }

    private String caller(Map<By, String> names, Tier tier, Request request) {
        return names.computeIfAbsent(tier.by, by -> store.pseudonyms().of(by, request));
    }

    /** How the tiers stand, in their order; empty where that cannot be known. */
    List<Level> levels(Request request, Instant now) {
        List<Level> levels = store.peek(draws(request, now)).levels();
        return levels;
    }

    void reset(Request request, Instant now) throws java.io.IOException {
        store.reset(draws(request, now));
    }

    private List<Draw> draws(Request request, Instant now) {
        List<Draw> draws = new ArrayList<>(tiers.length);
        for (int i = 0; i < tiers.length; i++) {
            draws.add(tiers[i].draw(prefixes[i], store.pseudonyms().of(tiers[i].by, request), now, 0));
        }
        return draws;
    }
}
