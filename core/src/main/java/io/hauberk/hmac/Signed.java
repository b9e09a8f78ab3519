package io.hauberk.hmac;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an {@code Authorization} field. Its text shows the user only.
 *
 * @param user whose secret it was signed with
 * @param algorithm {@code hmac-sha256}, {@code hmac-sha384} or {@code hmac-sha512}
 * @param names what was signed, in lower case and in order, each once
 * @param signature the signature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and seen by this package alone
record Signed(String user, String algorithm, List<String> names, byte[] signature) {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_NAMES = 32;
    private static final int MAX_USER = 512;
    private static final Set<String> KNOWN = Set.of("username", "keyid", "algorithm", "headers", "signature");

    /** Reads what stands behind the scheme; null if it is malformed. */
    static @Nullable Signed parse(String text) {
        Map<String, String> parameters = text.length() > MAX_LENGTH ? null : parameters(text);
        if (parameters == null) {
            return null;
        }
        String user = parameters.getOrDefault("username", parameters.get("keyid"));
        String headers = parameters.get("headers");
        String signature = parameters.get("signature");
        boolean twoUsers = parameters.containsKey("username") && parameters.containsKey("keyid");
        if (user == null || user.isEmpty() || user.length() > MAX_USER || twoUsers) {
            return null;
        }
        if (headers == null || signature == null) {
            return null;
        }
        List<String> names = names(headers);
        byte[] bytes = base64(signature);
        String algorithm = parameters.getOrDefault("algorithm", "hmac-sha256").toLowerCase(Locale.ROOT);
        return names == null || bytes == null ? null : new Signed(user, algorithm, names, bytes);
    }

    private static @Nullable List<String> names(String headers) {
        List<String> names = new ArrayList<>();
        for (String name : headers.strip().split(" +", -1)) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        boolean once = new HashSet<>(names).size() == names.size();
        return once && names.size() <= MAX_NAMES && !names.contains("") ? List.copyOf(names) : null;
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code name="value", name=value}, each name once and known; null for anything else. */
    private static @Nullable Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            int from = equals + 1;
            boolean quoted = from < text.length() && text.charAt(from) == '"';
            int to = quoted ? text.indexOf('"', from + 1) : comma(text, from);
            if (to < 0 || !KNOWN.contains(name)) {
                return null;
            }
            String value = text.substring(quoted ? from + 1 : from, to);
            if (value.indexOf('\\') >= 0 || parameters.put(name, quoted ? value : value.strip()) != null) {
                return null;
            }
            at = comma(text, quoted ? to + 1 : to);
            if (quoted && !text.substring(to + 1, at).isBlank()) {
                return null;
            }
            at++;
        }
        return parameters;
    }

    private static int comma(String text, int from) {
        int comma = text.indexOf(',', from);
        return comma < 0 ? text.length() : comma;
    }

    @Override
    public String toString() {
        return user;
    }
}
