package io.hauberk.oauth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint granted. Tells none of it as text.
 *
 * @param accessToken the token, fit for a header field
 * @param lifeSeconds how long it holds
 * @param members all that came, for who knows more
 */
public record Grant(String accessToken, long lifeSeconds, Map<String, Object> members) {
    /** A text among the members; null where there is none. */
    public @Nullable String text(String name) {
        return members.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    @Override
    public String toString() {
        return "a grant for " + lifeSeconds + " s";
    }
}
