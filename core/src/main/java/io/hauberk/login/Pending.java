package io.hauberk.login;

import io.hauberk.json.Json;
import io.hauberk.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A login under way, as its cookie has it.
 *
 * @param state what must come back
 * @param nonce what the ID token must hold
 * @param verifier what proves to the issuer that it was us who asked (RFC 7636)
 * @param target where the browser wanted to go: a path of ours
 * @param endsAt when it is too late, in seconds since 1970
 */
record Pending(String state, String nonce, String verifier, String target, long endsAt) {
    String text() {
        return new JsonObject()
                .member("state", state)
                .member("nonce", nonce)
                .member("verifier", verifier)
                .member("target", target)
                .member("ends", endsAt)
                .toString();
    }

    static @Nullable Pending of(@Nullable String text) {
        Map<String, Object> object = text == null ? null : Json.object(text);
        return object != null
                        && object.get("state") instanceof String state
                        && object.get("nonce") instanceof String nonce
                        && object.get("verifier") instanceof String verifier
                        && object.get("target") instanceof String target
                        && object.get("ends") instanceof Long ends
                ? new Pending(state, nonce, verifier, target, ends)
                : null;
    }
}
