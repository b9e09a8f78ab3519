package io.hauberk.ratelimit;

import io.hauberk.CounterStore.Level;
import java.util.List;

/** What came of counting one request by all limits of a filter. */
interface Taken {
    /** How the limits stand, in their order; empty where nothing was counted. */
    List<Level> levels();

    /** Whether it may not pass although nothing says that it used up anything: the store is gone. */
    boolean gone();

    /** What the record says beside by what it was counted. */
    String remark();

    /** Corrects each limit by so many permits, and tells how they stand then. */
    List<Level> correct(long[] permits);
}
