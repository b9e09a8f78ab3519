package io.hauberk.testkit;

import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A store under test, asked about one counter at a time. */
final class CounterRig {
    private final CounterStoreContract contract;
    private final CounterStore store;
    private int keys;

    CounterRig(CounterStoreContract contract, CounterStore store) {
        this.contract = contract;
        this.store = store;
    }

    CounterStore store() {
        return store;
    }

    Duration budget() {
        return contract.budget();
    }

    Instant now() {
        return contract.now();
    }

    void pass(Duration time) throws Exception {
        contract.pass(time);
    }

    /** That of a counter that was not used before. */
    String key() {
        return "contract:" + keys++;
    }

    Level take(Draw draw) throws IOException {
        return store.take(List.of(draw), budget()).get(0);
    }

    Level peek(Draw draw) throws IOException {
        return store.peek(List.of(draw), budget()).get(0);
    }

    Level adjust(Draw draw) throws IOException {
        return store.adjust(List.of(draw), budget()).get(0);
    }

    /** How many of so many pass. */
    int passing(Draw draw, int times) throws IOException {
        int passed = 0;
        for (int i = 0; i < times; i++) {
            passed += take(draw).enough() ? 1 : 0;
        }
        return passed;
    }
}
