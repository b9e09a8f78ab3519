package io.hauberk.identity;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why certificates or keys cannot be used, in a sentence that names the file. For this library's own modules. */
public final class BadMaterialException extends IOException {
    private static final long serialVersionUID = 1;

    BadMaterialException(String sentence) {
        this(sentence, null);
    }

    BadMaterialException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
