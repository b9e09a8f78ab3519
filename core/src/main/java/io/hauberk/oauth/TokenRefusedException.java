package io.hauberk.oauth;

import java.io.IOException;

/** A token endpoint said no, with an error code of RFC 6749 §5.2: asking again would not help. */
public final class TokenRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String code;

    TokenRefusedException(String message, String code) {
        super(message);
        this.code = code;
    }

    /** The error code, such as {@code invalid_grant}. */
    public String code() {
        return code;
    }
}
