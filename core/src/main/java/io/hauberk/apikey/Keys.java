package io.hauberk.apikey;

import org.jspecify.annotations.Nullable;

/** The keys found in one request. */
final class Keys {
    private String key = "";
    private int count;
    private boolean malformed;

    void add(String key) {
        this.key = key;
        count++;
    }

    /** One is there that cannot be read. */
    void addMalformed() {
        malformed = true;
        count++;
    }

    int count() {
        return count;
    }

    String key() {
        return key;
    }

    /** What keeps them from being looked at; null if there is one key. */
    @Nullable String flaw() {
        if (count > 1) {
            return "several-keys";
        }
        if (malformed) {
            return "malformed-key";
        }
        return key.isEmpty() ? "empty-key" : key.length() > ApiKey.MAX_LENGTH ? "key-too-long" : null;
    }
}
