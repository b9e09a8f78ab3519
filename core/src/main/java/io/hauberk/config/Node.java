package io.hauberk.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a YAML file, with the place where it stands. All scalars are text. */
sealed interface Node {
    Place place();

    /** What it is called in messages. */
    String kind();

    /**
     * A scalar.
     *
     * @param written the text as it stands in the file, before substitution
     * @param missing whether it is YAML's null: nothing at all, or an unquoted {@code ~} or {@code null}
     */
    record Scalar(Place place, String written, boolean missing) implements Node {
        @Override
        public String kind() {
            return missing ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A block of names and values, in the order of the file, no name twice. */
    final class Mapping implements Node {
        /** Larger blocks are searched by an index. */
        private static final int SMALL = 16;

        private final Place place;
        private final List<Entry> entries;
        private @Nullable Map<String, Entry> index;

        Mapping(Place place, List<Entry> entries) {
            this.place = place;
            this.entries = entries;
        }

        @Override
        public Place place() {
            return place;
        }

        List<Entry> entries() {
            return entries;
        }

        @Override
        public String kind() {
            return "a block";
        }

        @Nullable Entry find(String key) {
            return entries.size() > SMALL ? index().get(key) : search(key);
        }

        private @Nullable Entry search(String key) {
            for (Entry entry : entries) {
                if (entry.name().equals(key)) {
                    return entry;
                }
            }
            return null;
        }

        private Map<String, Entry> index() {
            Map<String, Entry> all = index;
            if (all == null) {
                all = new HashMap<>();
                for (Entry entry : entries) {
                    all.putIfAbsent(entry.name(), entry);
                }
                index = all;
            }
            return all;
        }
    }

    /** One name and its value. */
    record Entry(Scalar key, Node value) {
        String name() {
            return key.written();
        }
    }
}
