package io.hauberk;

import java.io.IOException;

/**
 * A refusal, for those who can be told only by an exception: the caller of a wrapped HTTP client, and the reader of a
 * request body that turns out to be forbidden while it passes. Filters return {@link Response#refused} instead.
 */
public final class RejectedException extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Rejection rejection;

    /** A refusal as an exception. */
    public RejectedException(Rejection rejection) {
        super("Refused: " + rejection + (rejection.detail() == null ? "" : ". " + rejection.detail()));
        this.rejection = rejection;
    }

    /** The refusal. */
    public Rejection rejection() {
        return rejection;
    }
}
