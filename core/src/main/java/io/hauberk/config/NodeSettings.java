package io.hauberk.config;

import io.hauberk.Settings;
import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of one block of a file; what was asked of it stands in its {@link Ledger}. */
final class NodeSettings implements Settings {
    private static final String DURATION = "a duration with its unit, such as 250ms, 2s, 1m, 1h, 1d or PT2S";

    private static final int MAX_ENTRIES = 5_000;

    private final Reading reading;
    private final Ledger ledger;
    private final List<NodeSettings> children = new ArrayList<>();
    private final List<Object> uses;
    private String scope = "";

    NodeSettings(Reading reading, Mapping block, String what) {
        this(reading, block, what, new ArrayList<>());
    }

    private NodeSettings(Reading reading, Mapping block, String what, List<Object> uses) {
        this.reading = reading;
        this.ledger = new Ledger(reading, block, what);
        this.uses = uses;
    }

    /** Reports every parameter that nobody asked for, here and in nested blocks. To be called when all has been read. */
    void finish() {
        ledger.finish();
        children.forEach(NodeSettings::finish);
    }

    /** The named things that were looked up, in order. */
    List<Object> uses() {
        return uses;
    }

    /** Says whose entry this is. */
    NodeSettings of(String owner) {
        scope = owner;
        return this;
    }

    @Override
    public String scope() {
        return scope;
    }

    Set<String> asked() {
        return ledger.asked();
    }

    List<NodeSettings> children() {
        return children;
    }

    String what() {
        return ledger.what();
    }

    Place place() {
        return ledger.block().place();
    }

    Place place(String name) {
        return ledger.place(name);
    }

    Mapping block() {
        return ledger.block();
    }

    /** The node of a parameter, which then counts as read; null where it is missing or has no value. */
    @Nullable Node node(String name) {
        return ledger.node(name);
    }

    @Override
    public boolean has(String name) {
        return ledger.has(name);
    }

    @Override
    public @Nullable String text(String name) {
        Node node = node(name);
        if (node instanceof Scalar scalar) {
            return ledger.text(name, scalar);
        }
        if (node != null) {
            ledger.wrongShape(name, node, "a single value");
        }
        return null;
    }

    @Override
    public String requiredText(String name) {
        String text = text(name);
        if (!has(name)) {
            fault(name, what() + " needs " + name + ".");
        } else if (text != null && text.isEmpty()) {
            ledger.spoil(name, name + " is empty. Give it a value.");
        }
        return text == null ? "" : text;
    }

    @Override
    public String word(String name, String defaultWord, Set<String> words) {
        String text = text(name);
        if (text == null || words.contains(text)) {
            return text == null ? defaultWord : text;
        }
        Boolean flag = Typed.flag(text);
        String meant = flag == null ? text : flag ? "on" : "off";
        if (words.contains(meant)) {
            return meant;
        }
        String list = String.join(", ", new TreeSet<>(words));
        ledger.spoil(name, ledger.written(name) + " is none of " + list + "." + Suggestion.sentence(text, words));
        return defaultWord;
    }

    @Override
    public long number(String name, long defaultNumber, long min, long max) {
        Long number = typed(name, Typed::whole, "a whole number such as 100");
        if (number != null && (number < min || number > max)) {
            outOfRange(name, "it must be from " + min + " to " + max);
            return defaultNumber;
        }
        return number == null ? defaultNumber : number;
    }

    @Override
    public double decimal(String name, double defaultNumber, double min, double max) {
        Double number = typed(name, Typed::decimal, "a number such as 0.5");
        if (number != null && (number < min || number > max)) {
            outOfRange(name, "it must be from " + min + " to " + max);
            return defaultNumber;
        }
        return number == null ? defaultNumber : number;
    }

    @Override
    public double percent(String name, double defaultPercent) {
        Double percent = typed(name, Typed::decimal, "a percentage from 0 to 100");
        if (percent == null) {
            return defaultPercent;
        }
        if (percent > 0 && percent < 1) {
            String meant =
                    BigDecimal.valueOf(percent * 100).stripTrailingZeros().toPlainString();
            ledger.spoil(
                    name,
                    ledger.written(name) + " is less than one percent, which is probably meant as a ratio. A percentage"
                            + " is from 0 to 100: write " + meant + " if you mean that.");
            return defaultPercent;
        }
        if (percent < 0 || percent > 100) {
            outOfRange(name, "a percentage is from 0 to 100");
            return defaultPercent;
        }
        return percent;
    }

    private void outOfRange(String name, String range) {
        ledger.spoil(name, ledger.written(name) + " is out of range: " + range + ".");
    }

    @Override
    public boolean flag(String name, boolean defaultFlag) {
        Boolean flag = typed(name, Typed::flag, "true or false");
        return flag == null ? defaultFlag : flag;
    }

    @Override
    public @Nullable Duration duration(String name) {
        return positive(name, typed(name, Typed::duration, DURATION));
    }

    /** A duration that may be zero; null where it is missing. */
    @Nullable Duration durationOrZero(String name) {
        return typed(name, Typed::duration, DURATION);
    }

    @Override
    public @Nullable Duration period(String name) {
        String periods = "a duration such as 1s, or one of second, minute, hour, day, week, month, year";
        return positive(name, typed(name, Typed::period, periods));
    }

    private @Nullable Duration positive(String name, @Nullable Duration duration) {
        if (duration != null && duration.isZero()) {
            ledger.spoil(name, ledger.written(name) + " is no time at all. Make it longer, or leave it out.");
            return null;
        }
        return duration;
    }

    @Override
    public long size(String name, long defaultBytes) {
        Long size = typed(name, Typed::size, "a size such as 512, 16KB or 1MB");
        return size == null ? defaultBytes : size;
    }

    private <T> @Nullable T typed(String name, Function<String, @Nullable T> type, String wanted) {
        String text = text(name);
        T value = text == null ? null : type.apply(text.strip());
        if (text != null && value == null) {
            ledger.spoil(name, ledger.written(name) + " is not " + wanted + ".");
        }
        return value;
    }

    @Override
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(name)) {
            String text = element(name, item, "a single value");
            if (text != null) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    /** The text of one element of a list; null after a fault. */
    private @Nullable String element(String name, Node item, String wanted) {
        if (item instanceof Scalar scalar && !scalar.missing()) {
            return ledger.text(name, scalar);
        }
        reading.wrongShape("An entry of " + name, item, wanted);
        return null;
    }

    @Override
    public Map<String, String> entries(String name) {
        NodeSettings nested = block(name);
        Map<String, String> entries = new LinkedHashMap<>();
        if (nested == null) {
            return entries;
        }
        for (String key : atMost(name, nested.names())) {
            String text = nested.text(key);
            if (text != null) {
                entries.put(key, text);
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public @Nullable Path file(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            if (!text.isEmpty()) {
                return place(name).folder().resolve(text).normalize();
            }
            ledger.spoil(name, name + " names no file. Give it a path.");
        } catch (InvalidPathException e) {
            ledger.spoil(name, ledger.written(name) + " is not a path: " + e.getReason() + ".");
        }
        return null;
    }

    @Override
    public <T> List<T> named(String name, Class<T> type) {
        List<T> things = new ArrayList<>();
        for (Node item : items(name)) {
            String wanted = element(name, item, "a name");
            T thing = wanted == null ? null : reading.names().find(type, wanted);
            if (thing != null) {
                things.add(thing);
                uses.add(thing);
            } else if (wanted != null) {
                ledger.spoil(name, item.place(), reading.names().unknown(type, wanted));
            }
        }
        return List.copyOf(things);
    }

    @Override
    public @Nullable NodeSettings block(String name) {
        Node node = node(name);
        if (node instanceof Mapping mapping) {
            return child(mapping, name);
        }
        if (node != null) {
            ledger.wrongShape(name, node, "a block of names and values");
        }
        return null;
    }

    @Override
    public List<Settings> blocks(String name) {
        return List.copyOf(nested(name, null));
    }

    @Override
    public List<Settings> blocks(String name, String shortForm) {
        return List.copyOf(nested(name, shortForm));
    }

    /** The nested blocks of a list, as {@link #blocks(String, String)}. */
    List<NodeSettings> nested(String name, @Nullable String shortForm) {
        List<NodeSettings> blocks = new ArrayList<>();
        for (Node item : items(name)) {
            if (item instanceof Mapping mapping) {
                blocks.add(child(mapping, name));
            } else if (item instanceof Scalar scalar && !scalar.missing() && shortForm != null) {
                blocks.add(child(Reading.shortFor(shortForm, scalar), name));
            } else {
                reading.wrongShape("An entry of " + name, item, "a block of names and values");
            }
        }
        return blocks;
    }

    /** The elements of a list; a single node counts as a list of one. */
    private List<Node> items(String name) {
        Node node = node(name);
        if (node == null) {
            return List.of();
        }
        if (node instanceof Sequence sequence) {
            return atMost(name, sequence.items());
        }
        return List.of(node);
    }

    /** Lists and blocks of more than that are made by mistake, and would make all of it slow. */
    private <T> List<T> atMost(String name, List<T> all) {
        if (all.size() <= MAX_ENTRIES) {
            return all;
        }
        ledger.spoil(name, name + " has " + all.size() + " entries, but " + MAX_ENTRIES + " at most make sense.");
        return all.subList(0, MAX_ENTRIES);
    }

    private NodeSettings child(Mapping mapping, String name) {
        NodeSettings child = new NodeSettings(reading, mapping, name, uses).of(scope);
        children.add(child);
        return child;
    }

    @Override
    public List<String> names() {
        return block().entries().stream().map(Entry::name).toList();
    }

    @Override
    public void fault(String name, String sentence) {
        ledger.fault(name, sentence);
    }

    @Override
    public void warning(String name, String sentence) {
        reading.warning(place(name), sentence);
    }

    @Override
    public String toString() {
        return what() + " at " + place();
    }
}
