package io.hauberk.redis;

import java.util.concurrent.CompletionStage;

/** Makes connections to what a {@link Location} names. For one thread at a time, except {@link #end}. */
interface Opener {
    /** How long threads of the client may take to end. */
    long CLOSE_MILLIS = 1_000;

    /**
     * Blocks until there is one, or it is clear that there is none, for a few seconds at most.
     *
     * @param lost is run when a connection that was made is lost for good
     */
    Connected open(Lost lost);

    /** Lets the client go; done when the stage is. */
    CompletionStage<?> end();

    /** Hears of losses, on a thread that must not wait. */
    interface Lost {
        void lost(Connected connected, String why);
    }
}
