package io.hauberk.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import io.hauberk.json.Json;
import io.hauberk.json.Plain;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of an issuer at one time: those of a JWK set (RFC 7517) that can verify signatures. Immutable. */
final class KeySet {
    private static final Logger log = LoggerFactory.getLogger(KeySet.class);
    private static final int MAX_KEYS = 100;

    /** What is read of a key. Certificates, private parts and all else stay unread. */
    private static final List<String> MEMBERS =
            List.of("kty", "use", "key_ops", "alg", "kid", "n", "e", "crv", "x", "y");

    static final KeySet EMPTY = new KeySet(List.of());

    private final List<SigningKey> keys;

    private KeySet(List<SigningKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads a JWK set. Keys of other types or for other uses are left out, as RFC 7517 §5 asks.
     *
     * @param allowed the names of the algorithms that count
     * @throws InvalidKeySetException if it is none, or none of its keys can verify a token
     */
    static KeySet read(String json, Set<String> allowed) throws InvalidKeySetException {
        Map<String, Object> set = Json.object(json);
        if (set == null || !(set.get("keys") instanceof List<?> list)) {
            throw new InvalidKeySetException(
                    json.contains("-----BEGIN ")
                            ? "is PEM and not a JWK set: convert it, and say in alg, such as PS256, what a key is for"
                            : "is not a JWK set, an object with a list of keys");
        }
        if (list.size() > MAX_KEYS) {
            throw new InvalidKeySetException("holds " + list.size() + " keys, and at most " + MAX_KEYS + " are read");
        }
        List<SigningKey> keys = new ArrayList<>();
        for (Object member : list) {
            SigningKey key = member instanceof Map<?, ?> map ? key(map, allowed) : null;
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new InvalidKeySetException("holds no key that can verify by " + String.join(", ", allowed));
        }
        return new KeySet(List.copyOf(keys));
    }

    /** One key; null if it is none that can verify by an allowed algorithm. */
    static @Nullable SigningKey key(Map<?, ?> members, Set<String> allowed) {
        Map<String, Object> known = new LinkedHashMap<>();
        for (String name : MEMBERS) {
            Object value = members.get(name);
            if (value != null) {
                known.put(name, value);
            }
        }
        try {
            JWK jwk = JWK.parse(known);
            return verifying(jwk) ? SigningKey.of(jwk, allowed) : null;
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            log.debug("A key of a JWK set is left out: {}", Plain.text(e));
            return null;
        }
    }

    private static boolean verifying(JWK jwk) {
        return (jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse()))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    /** The same set, with the keys of an earlier one in the place of their equals. */
    KeySet keeping(KeySet earlier) {
        List<SigningKey> kept = new ArrayList<>(keys.size());
        for (SigningKey key : keys) {
            SigningKey old = earlier.same(key);
            kept.add(old == null ? key : old);
        }
        return new KeySet(List.copyOf(kept));
    }

    /** Retires the keys that are not in a later set. */
    void retireAllBut(KeySet later) {
        for (SigningKey key : keys) {
            if (!later.keys.contains(key)) {
                key.retire();
            }
        }
    }

    private @Nullable SigningKey same(SigningKey key) {
        for (SigningKey own : keys) {
            if (own.same(key)) {
                return own;
            }
        }
        return null;
    }

    /** Whether there are no keys at all. */
    boolean empty() {
        return keys.isEmpty();
    }

    /** The keys with an ID; all keys where a token names none. */
    List<SigningKey> find(@Nullable String id) {
        if (id == null) {
            return keys;
        }
        List<SigningKey> found = List.of();
        for (SigningKey key : keys) {
            if (id.equals(key.id())) {
                found = found.isEmpty() ? List.of(key) : appended(found, key);
            }
        }
        return found;
    }

    private static List<SigningKey> appended(List<SigningKey> keys, SigningKey key) {
        List<SigningKey> more = new ArrayList<>(keys);
        more.add(key);
        return more;
    }

    @Override
    public String toString() {
        return keys.size() + (keys.size() == 1 ? " key" : " keys");
    }
}
