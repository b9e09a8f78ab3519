package io.hauberk.service;

import io.hauberk.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Which value of the cookie means which endpoint. Made when endpoints come or go; immutable. */
final class Stickiness {
    private static final int BYTES = 12;

    private final StickyCookie cookie;
    private final Map<String, Member> members = new HashMap<>();
    private final Map<Member, String> values = new HashMap<>();

    Stickiness(StickyCookie cookie, Members all) {
        this.cookie = cookie;
        Mac mac = mac(cookie.key());
        all.forEach(member -> {
            byte[] hash = mac.doFinal(member.endpoint().hashKey().getBytes(StandardCharsets.UTF_8));
            String value = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
            members.put(value, member);
            values.put(member, value);
        });
    }

    private static Mac mac(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("hauberk sticky " + key).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256, but this one has not.", e);
        }
    }

    /** Where the request was before; null where it was nowhere, or that is gone. */
    @Nullable Member of(Request request) {
        String value = Cookies.value(request, cookie.name());
        return value == null ? null : members.get(value);
    }

    /** What the answer has to say so that the next request comes here. */
    @Nullable String field(Member member, Request request) {
        String value = values.get(member);
        return value == null ? null : cookie.field(value, request.scheme().equals("https"));
    }
}
