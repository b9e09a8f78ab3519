package io.hauberk;

import java.io.IOException;

/**
 * Reading from, or writing to, the one who called us failed. Never the fault of an endpoint: it ends a response as
 * {@link End#CANCELLED} and counts against nobody.
 */
public final class ClientAbortedException extends IOException {
    private static final long serialVersionUID = 1;

    /** Wraps what the container threw. */
    public ClientAbortedException(IOException cause) {
        super("The client broke off.", cause);
    }

    /** Whether this failure, or one that caused it, is the client's. */
    public static boolean causedBy(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t != null && depth < 16; depth++, t = t.getCause()) {
            if (t instanceof ClientAbortedException) {
                return true;
            }
        }
        return false;
    }
}
