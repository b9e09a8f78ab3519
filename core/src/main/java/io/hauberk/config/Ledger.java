package io.hauberk.config;

import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of one block, and what is wrong with it: what was there and not asked for is unknown, and what was asked
 * for is what the author may have meant. One mistake is told once: not what follows from it.
 */
final class Ledger {
    private static final int LISTED = 30;

    private final Reading reading;
    private final Mapping block;
    private final String what;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<Entry> read = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Parameters with a fault of our own; what readers say about them then is only its consequence. */
    private final Set<String> spoiled = new HashSet<>();
    /** Sentences about parameters that are not there; not told where somebody mistyped the name. */
    private final Map<String, String> missing = new LinkedHashMap<>();

    Ledger(Reading reading, Mapping block, String what) {
        this.reading = reading;
        this.block = block;
        this.what = what;
    }

    Mapping block() {
        return block;
    }

    /** What the block is called in messages. */
    String what() {
        return what;
    }

    /** What was asked for so far. */
    Set<String> asked() {
        return asked;
    }

    boolean has(String name) {
        asked.add(name);
        return find(name) != null;
    }

    /** YAML 1.1 tools may have turned the key {@code on} into {@code true} before we got to see it. */
    private @Nullable Entry find(String name) {
        Entry entry = block.find(name);
        return entry == null && name.equals("on") ? block.find("true") : entry;
    }

    /** The node of a parameter, which then counts as read; null where it is missing or has no value. */
    @Nullable Node node(String name) {
        asked.add(name);
        Entry entry = find(name);
        if (entry == null) {
            return null;
        }
        boolean first = read.add(entry);
        if (first && entry.name().startsWith("x-")) {
            reading.counts(entry);
        }
        if (!(entry.value() instanceof Scalar scalar && scalar.missing())) {
            return entry.value();
        }
        if (first) {
            wrongShape(name, entry.value(), "something");
        }
        return null;
    }

    /** The text of a scalar under a parameter, with its values put in; null after a fault. */
    @Nullable String text(String name, Scalar scalar) {
        String text = reading.text(scalar);
        if (text == null) {
            spoiled.add(name);
        }
        return text;
    }

    /** {@code name "value"}, with the value as it stands in the file: what was put in may be a secret. */
    String written(String name) {
        Entry entry = find(name);
        return entry != null && entry.value() instanceof Scalar scalar ? name + " \"" + scalar.written() + "\"" : name;
    }

    Place place(String name) {
        Entry entry = find(name);
        return entry == null ? block.place() : entry.key().place();
    }

    /** Reports a fault of our own about a parameter. */
    void spoil(String name, String sentence) {
        if (spoiled.add(name)) {
            reading.error(place(name), sentence);
        }
    }

    /** Reports a fault of our own about an element under a parameter. */
    void spoil(String name, Place place, String sentence) {
        spoiled.add(name);
        reading.error(place, sentence);
    }

    void wrongShape(String name, Node node, String wanted) {
        spoiled.add(name);
        reading.wrongShape(name, node, wanted);
    }

    /** Reports what a reader finds wrong with a parameter, or that it is not there. */
    void fault(String name, String sentence) {
        if (find(name) == null) {
            missing.putIfAbsent(name, sentence);
        } else if (!spoiled.contains(name)) {
            reading.error(place(name), sentence);
        }
    }

    /** Reports what nobody asked for, and what is missing. */
    void finish() {
        Set<String> meant = new HashSet<>();
        for (Entry entry : block.entries()) {
            if (!read.contains(entry) && !entry.name().startsWith("x-")) {
                reading.error(entry.key().place(), unknown(entry.name()));
                meant.add(String.valueOf(Suggestion.closest(entry.name(), asked)));
            }
        }
        missing.forEach((name, sentence) -> {
            if (!meant.contains(name)) {
                reading.error(block.place(), sentence);
            }
        });
    }

    private String unknown(String name) {
        String suggestion = Suggestion.sentence(name, asked);
        String list = asked.isEmpty() || asked.size() > LISTED
                ? ""
                : " It takes " + String.join(", ", new TreeSet<>(asked)) + ".";
        return "Unknown key \"" + name + "\" in " + what + "." + (suggestion.isEmpty() ? list : suggestion);
    }
}
