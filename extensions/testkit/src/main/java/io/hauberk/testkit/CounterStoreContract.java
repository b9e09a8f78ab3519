package io.hauberk.testkit;

import io.hauberk.CounterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link CounterStore} keeps. Extend it for each store, and run it as a JUnit 5 test class. A store by a clock of
 * its own waits for as long as {@link #pass} is told; one in virtual time moves that on.
 */
public abstract class CounterStoreContract
        implements CounterTakeRows, CounterTimeRows, CounterCorrectionRows, CounterWindowRows, CounterCrowdRows {
    private @Nullable CounterRig rig;

    /** An empty store, ready for use. */
    protected abstract CounterStore open() throws Exception;

    /** Lets the time of the store pass, by at least so long. */
    protected abstract void pass(Duration time) throws Exception;

    /** The time that windows are given by. Default: the clock of the machine. */
    protected Instant now() {
        return Instant.now();
    }

    /** How long one operation may take. Default: 5 s. */
    protected Duration budget() {
        return Duration.ofSeconds(5);
    }

    @BeforeEach
    void openStore() throws Exception {
        CounterStore store = open();
        rig = new CounterRig(this, store);
        store.start();
    }

    @AfterEach
    void closeStore() {
        if (rig != null) {
            rig.store().close();
        }
    }

    final CounterRig rig() {
        return Objects.requireNonNull(rig, "no store is open");
    }
}
