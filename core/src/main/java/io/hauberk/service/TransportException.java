package io.hauberk.service;

import java.io.IOException;
import java.util.Objects;

/** An attempt ended without the head of a response. */
public final class TransportException extends IOException {
    private static final long serialVersionUID = 1;
    private final Failure failure;

    /** An attempt's failure; the cause is what the HTTP client threw, and what its user will see. */
    public TransportException(Failure failure, IOException cause) {
        super(cause.getMessage(), cause);
        this.failure = failure;
    }

    /** How far the attempt got. */
    public Failure failure() {
        return failure;
    }

    /** What the HTTP client threw. */
    public IOException original() {
        return (IOException) Objects.requireNonNull(getCause(), "cause");
    }
}
