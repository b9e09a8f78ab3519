package io.hauberk.login;

import io.hauberk.json.Json;
import io.hauberk.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, as its cookie has it.
 *
 * @param claims those of the ID token
 * @param accessToken the token for services; null for none
 * @param refreshToken what renews it; null for none
 * @param renewAt when to renew it, in seconds since 1970
 * @param endsAt when the session ends, whatever is renewed
 */
record Session(
        Map<String, Object> claims,
        @Nullable String accessToken,
        @Nullable String refreshToken,
        long renewAt,
        long endsAt) {

    /** As one text. */
    String text() {
        JsonObject object = new JsonObject().member("claims", claims);
        if (accessToken != null) {
            object.member("access", accessToken);
        }
        if (refreshToken != null) {
            object.member("refresh", refreshToken);
        }
        return object.member("renew", renewAt).member("ends", endsAt).toString();
    }

    /** From its text; null if it is none. */
    @SuppressWarnings("unchecked") // objects of JSON have names of text
    static @Nullable Session of(@Nullable String text) {
        Map<String, Object> object = text == null ? null : Json.object(text);
        if (object == null
                || !(object.get("claims") instanceof Map<?, ?> claims)
                || !(object.get("renew") instanceof Long renew)
                || !(object.get("ends") instanceof Long ends)) {
            return null;
        }
        return new Session(
                (Map<String, Object>) claims,
                object.get("access") instanceof String access ? access : null,
                object.get("refresh") instanceof String refresh ? refresh : null,
                renew,
                ends);
    }

    @Override
    public String toString() {
        return "a session";
    }
}
