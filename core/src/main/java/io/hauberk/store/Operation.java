package io.hauberk.store;

import io.hauberk.CounterStore;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a store is asked for. */
enum Operation {
    TAKE {
        @Override
        List<Level> on(CounterStore store, List<Draw> draws, Duration budget) throws IOException {
            return store.take(draws, budget);
        }
    },
    PEEK {
        @Override
        List<Level> on(CounterStore store, List<Draw> draws, Duration budget) throws IOException {
            return store.peek(draws, budget);
        }
    },
    ADJUST {
        @Override
        List<Level> on(CounterStore store, List<Draw> draws, Duration budget) throws IOException {
            return store.adjust(draws, budget);
        }
    };

    abstract List<Level> on(CounterStore store, List<Draw> draws, Duration budget) throws IOException;

    /** Its tag. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
