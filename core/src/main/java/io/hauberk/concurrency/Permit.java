package io.hauberk.concurrency;

import io.hauberk.End;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The right to be in flight. Whoever has it gives it back once: a response tells its end once. */
class Permit implements Consumer<End> {
    private final Gates gates;
    private final Gate gate;
    private final @Nullable Long key;

    /** @param key whose it is, where each caller has a number of its own */
    Permit(Gates gates, Gate gate, @Nullable Long key) {
        this.gates = gates;
        this.gate = gate;
        this.key = key;
    }

    Gate gate() {
        return gate;
    }

    void release() {
        gate.leave();
        gates.done(key);
    }

    @Override
    public void accept(End end) {
        release();
    }

    @Override
    public String toString() {
        return "permit";
    }
}
