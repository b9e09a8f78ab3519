package io.hauberk.service;

import org.jspecify.annotations.Nullable;

/**
 * Breaks off one attempt: what a {@link Transport} gives the attempt's caller to do so. Thread-safe; cancels once.
 */
public final class Cancellation {
    // Guarded by this.
    private @Nullable Runnable action;
    private volatile boolean cancelled;

    /** An attempt that can be broken off. */
    public Cancellation() {}

    /**
     * Says how to break it off; for the transport, once it can be. If it was cancelled before, that happens at once.
     *
     * @param action must not block
     */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                this.action = action;
                return;
            }
        }
        action.run();
    }

    /** Breaks it off. */
    public void cancel() {
        Runnable now;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            now = action;
            action = null;
        }
        if (now != null) {
            now.run();
        }
    }

    /** Whether it was broken off. */
    public boolean cancelled() {
        return cancelled;
    }
}
