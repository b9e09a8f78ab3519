package io.hauberk;

import java.io.InterruptedIOException;

/** A deadline passed before the answer came. */
public final class DeadlineExceededException extends InterruptedIOException {
    private static final long serialVersionUID = 1;

    /** Says what took too long, in a sentence. */
    public DeadlineExceededException(String message) {
        super(message);
    }
}
