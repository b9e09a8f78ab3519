package io.hauberk.config;

import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the readers of one configuration share: its faults, its substitutions, and what its names stand for. */
final class Reading {
    private final Faults faults;
    private final Substitution substitution;
    private final Names names = new Names();
    private final Sources sources = new Sources();
    private java.util.function.Consumer<NodeSettings> onRead = settings -> {};
    private final Set<Entry> free = Collections.newSetFromMap(new IdentityHashMap<>());

    Reading(Path main, Function<String, @Nullable String> environment) {
        this.faults = new Faults(main);
        this.substitution = new Substitution(environment, sources);
    }

    Faults faults() {
        return faults;
    }

    Names names() {
        return names;
    }

    /** The files that were read. */
    Sources sources() {
        return sources;
    }

    /** The text of a scalar with its values put in; null where one of them is missing, which is a fault. */
    @Nullable String text(Scalar scalar) {
        return substitution.apply(scalar, faults);
    }

    void error(Place place, String sentence) {
        faults.error(place, sentence);
    }

    void warning(Place place, String sentence) {
        faults.warning(place, sentence);
    }

    /** The settings of a block; {@code what} names it in messages. */
    NodeSettings settings(Mapping block, String what) {
        NodeSettings settings = new NodeSettings(this, block, what);
        onRead.accept(settings);
        return settings;
    }

    /** For tests: shows the settings of each outermost block that is read. */
    void onRead(java.util.function.Consumer<NodeSettings> listener) {
        onRead = listener;
    }

    /** A block without entries. */
    static Mapping nothing(Place place) {
        return new Mapping(place, java.util.List.of());
    }

    /** A block of one entry, as a short form stands for. */
    static Mapping shortFor(String name, Node value) {
        Scalar key = new Scalar(value.place(), name, false);
        return new Mapping(value.place(), java.util.List.of(new Entry(key, value)));
    }

    /** Says that a value is of the wrong shape. */
    void wrongShape(String name, Node node, String wanted) {
        if (node instanceof Scalar scalar && scalar.missing()) {
            error(node.place(), name + " has no value. Give it one, or leave it out.");
        } else {
            error(node.place(), name + " is " + node.kind() + ", but it must be " + wanted + ".");
        }
    }

    /** An entry counts although its name begins with {@code x-}, since it is a name of the author's choice: a header. */
    void counts(Entry entry) {
        free.add(entry);
    }

    /** Whether an entry is a note, which nobody reads. */
    private boolean isNote(Entry entry) {
        return entry.name().startsWith("x-") && !free.contains(entry);
    }

    /**
     * One text that is the same for all nodes that say the same: the values as they are in the end, keys sorted, without
     * notes. To be called when the nodes have been read.
     */
    String canonical(Node node) {
        StringBuilder text = new StringBuilder();
        canonical(node, text);
        return text.toString();
    }

    private void canonical(Node node, StringBuilder text) {
        if (node instanceof Scalar scalar) {
            String value = scalar.missing() ? null : text(scalar);
            text.append(value == null ? "~" : value.length() + ":" + value);
        } else if (node instanceof Sequence sequence) {
            text.append('[');
            sequence.items().forEach(item -> canonical(item, text));
            text.append(']');
        } else if (node instanceof Mapping mapping) {
            text.append('{');
            mapping.entries().stream()
                    .filter(entry -> !isNote(entry))
                    .sorted(java.util.Comparator.comparing(Entry::name))
                    .forEach(entry -> {
                        canonical(entry.key(), text);
                        canonical(entry.value(), text);
                    });
            text.append('}');
        }
    }
}
