package io.hauberk.jwt;

/** What was read as keys cannot be used. The message goes on from the name of the place: "… is not a JWK set". */
final class InvalidKeySetException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidKeySetException(String message) {
        super(message);
    }
}
