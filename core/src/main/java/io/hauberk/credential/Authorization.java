package io.hauberk.credential;

import io.hauberk.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Authorization} fields of a request say for one scheme.
 *
 * @param credentials what stands behind the scheme in the first field that has it; null where none has
 * @param several whether there are more fields, of whatever scheme: who reads on may take another one
 */
public record Authorization(@Nullable String credentials, boolean several) {
    /** Looks for a scheme; case does not count (RFC 9110 §11.1). */
    public static Authorization of(Headers headers, String scheme) {
        String found = null;
        int lines = 0;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("Authorization")) {
                lines++;
                String credentials = behind(headers.value(i).strip(), scheme);
                found = found == null ? credentials : found;
            }
        }
        return new Authorization(found, lines > 1);
    }

    private static @Nullable String behind(String value, String scheme) {
        int length = scheme.length();
        boolean fits = value.regionMatches(true, 0, scheme, 0, length)
                && (value.length() == length || value.charAt(length) == ' ');
        return fits ? value.substring(length).strip() : null;
    }

    /** Whether there are credentials; not which. */
    @Override
    public String toString() {
        return credentials == null ? "none" : several ? "several" : "one";
    }
}
