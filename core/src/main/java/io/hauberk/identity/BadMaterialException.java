package io.hauberk.identity;

import org.jspecify.annotations.Nullable;

/** Why certificates or keys cannot be used, in a sentence that names the file. */
final class BadMaterialException extends Exception {
    private static final long serialVersionUID = 1;

    BadMaterialException(String sentence) {
        this(sentence, null);
    }

    BadMaterialException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
