package io.hauberk.redis;

import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A consumer as a text in JSON. What is not understood is refused, and no message shows an id or a value. */
final class StoredConsumer {
    private static final int MAX_LENGTH = 1 << 18;
    private static final List<String> CONSUMER = List.of("plan", "groups", "credentials");
    private static final List<String> CREDENTIAL = List.of("kind", "id", "value", "algorithm", "expires");

    private StoredConsumer() {}

    /** @throws IllegalArgumentException if it is none; the message is a sentence */
    static Consumer read(String name, String text) {
        Map<String, Object> object = text.length() > MAX_LENGTH ? null : Json.object(text);
        if (object == null) {
            throw new IllegalArgumentException("It is not an object in JSON of " + MAX_LENGTH + " characters at most.");
        }
        requireKeys(object, CONSUMER);
        Set<String> groups = new LinkedHashSet<>();
        for (Object group : list(object, "groups")) {
            if (!(group instanceof String word) || word.isBlank()) {
                throw new IllegalArgumentException("One of its groups is not the name of one.");
            }
            groups.add(word);
        }
        List<Credential> credentials = new ArrayList<>();
        for (Object each : list(object, "credentials")) {
            if (!(each instanceof Map<?, ?> credential)) {
                throw new IllegalArgumentException("One of its credentials is not an object.");
            }
            credentials.add(credential(credential));
        }
        return Consumer.of(name).plan(text(object, "plan")).groups(groups).with(credentials);
    }

    private static Credential credential(Map<?, ?> object) {
        requireKeys(object, CREDENTIAL);
        String id = text(object, "id");
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("One of its credentials has no id.");
        }
        String value = text(object, "value");
        Credential credential = Credential.of(kind(text(object, "kind")), id, value == null ? "" : value);
        String algorithm = text(object, "algorithm");
        credential = algorithm == null ? credential : credential.algorithm(algorithm);
        return credential.expires(expires(text(object, "expires")));
    }

    private static Kind kind(@Nullable String word) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.NAME && kind.name().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "The kind of a credential is KEY, PASSWORD, SECRET, PUBLIC_KEY, SUBJECT or PEER.");
    }

    private static @Nullable Instant expires(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "One of its credentials expires at no time such as 2027-01-31T12:00:00Z.", e);
        }
    }

    private static void requireKeys(Map<?, ?> object, List<String> known) {
        if (!known.containsAll(object.keySet())) {
            throw new IllegalArgumentException(
                    "It has a member that means nothing here; known are " + String.join(", ", known) + ".");
        }
    }

    private static List<?> list(Map<?, ?> object, String key) {
        Object value = object.get(key);
        if (value != null && !(value instanceof List)) {
            throw new IllegalArgumentException("Its " + key + " are not a list.");
        }
        return value == null ? List.of() : (List<?>) value;
    }

    private static @Nullable String text(Map<?, ?> object, String key) {
        Object value = object.get(key);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException("The member " + key + " is not a text.");
        }
        return (String) value;
    }
}
