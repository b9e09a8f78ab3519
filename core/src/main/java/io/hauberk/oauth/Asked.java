package io.hauberk.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tokens are asked for: scopes, and for whom (audience of RFC 8693 §2.1, resource of RFC 8707). */
record Asked(
        List<String> scopes,
        @Nullable String audience,
        @Nullable String resource) {
    static final Asked NOTHING = new Asked(List.of(), null, null);

    Asked scopes(String... scopes) {
        return new Asked(List.of(scopes), audience, resource);
    }

    Asked audience(String audience) {
        return new Asked(scopes, audience, resource);
    }

    Asked resource(String resource) {
        return new Asked(scopes, audience, resource);
    }

    Map<String, String> form(String grantType) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grantType);
        if (!scopes.isEmpty()) {
            form.put("scope", String.join(" ", scopes));
        }
        if (audience != null) {
            form.put("audience", audience);
        }
        if (resource != null) {
            form.put("resource", resource);
        }
        return form;
    }
}
