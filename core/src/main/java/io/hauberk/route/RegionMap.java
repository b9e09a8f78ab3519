package io.hauberk.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable hash map that is asked with a region of a text, so that no part need be cut out first. */
final class RegionMap<V> {
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;
    private final int longest;

    RegionMap(Map<String, V> entries) {
        int size = Math.max(2, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
        this.keys = new String[size];
        this.values = new Object[size];
        int longest = 0;
        for (Map.Entry<String, V> entry : entries.entrySet()) {
            String key = entry.getKey();
            int slot = slot(key.hashCode());
            while (keys[slot] != null) {
                slot = slot + 1 & size - 1;
            }
            keys[slot] = key;
            values[slot] = entry.getValue();
            longest = Math.max(longest, key.length());
        }
        this.longest = longest;
    }

    /** The value of the key that equals the region, or null. */
    @SuppressWarnings("unchecked") // the constructor puts in nothing but V
    @Nullable V get(String text, int start, int end) {
        int length = end - start;
        if (length > longest) {
            return null; // Never hash what somebody made long on purpose.
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text.charAt(i); // String.hashCode()
        }
        int slot = slot(hash);
        for (String key = keys[slot]; key != null; key = keys[slot]) {
            if (key.hashCode() == hash && key.length() == length && text.startsWith(key, start)) {
                return (V) values[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        return null;
    }

    private int slot(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & keys.length - 1;
    }
}
