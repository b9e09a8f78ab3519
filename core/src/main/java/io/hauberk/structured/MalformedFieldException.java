package io.hauberk.structured;

/** A text is no structured field. The message says where and why, and shows nothing of the text. */
public final class MalformedFieldException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedFieldException(String message) {
        super(message, null, false, false);
    }
}
