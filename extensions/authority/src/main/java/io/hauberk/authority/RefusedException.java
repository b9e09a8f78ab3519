package io.hauberk.authority;

/** The authority does not issue what was asked for; the message is a sentence for who asked. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
