package io.hauberk.testkit;

/** Some rows of {@link CounterStoreContract}. */
interface CounterRows {
    /** The store, and how it is asked. */
    default CounterRig counters() {
        return ((CounterStoreContract) this).rig();
    }
}
