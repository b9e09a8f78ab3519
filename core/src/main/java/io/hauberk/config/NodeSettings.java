package io.hauberk.config;

import io.hauberk.Settings;
import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one block of a file. It remembers what was asked for: what was there and not asked for is unknown, and
 * what was asked for is what the author may have meant.
 */
final class NodeSettings implements Settings {
    private final Reading reading;
    private final Mapping block;
    private final String what;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<Entry> read = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<NodeSettings> children = new ArrayList<>();
    private final List<Object> uses;

    NodeSettings(Reading reading, Mapping block, String what) {
        this(reading, block, what, new ArrayList<>());
    }

    private NodeSettings(Reading reading, Mapping block, String what, List<Object> uses) {
        this.reading = reading;
        this.block = block;
        this.what = what;
        this.uses = uses;
    }

    /** Reports every parameter that nobody asked for, here and in nested blocks, as unknown. */
    void finish() {
        for (Entry entry : block.entries()) {
            if (!read.contains(entry) && !entry.name().startsWith("x-")) {
                reading.error(entry.key().place(), unknown(entry.name()));
            }
        }
        children.forEach(NodeSettings::finish);
    }

    private String unknown(String name) {
        String suggestion = Suggestion.sentence(name, asked);
        String list = asked.isEmpty() || asked.size() > 30
                ? ""
                : " It takes " + String.join(", ", new TreeSet<>(asked)) + ".";
        return "Unknown key \"" + name + "\" in " + what + "." + (suggestion.isEmpty() ? list : suggestion);
    }

    /** The named things that were looked up, in order. */
    List<Object> uses() {
        return uses;
    }

    /** What was asked for so far. */
    Set<String> asked() {
        return asked;
    }

    List<NodeSettings> children() {
        return children;
    }

    String what() {
        return what;
    }

    Place place() {
        return block.place();
    }

    Place place(String name) {
        Entry entry = find(name);
        return entry == null ? block.place() : entry.key().place();
    }

    Mapping block() {
        return block;
    }

    /** The node of a parameter, which then counts as read; null where it is missing or has no value. */
    @Nullable Node node(String name) {
        asked.add(name);
        Entry entry = find(name);
        if (entry == null) {
            return null;
        }
        boolean again = !read.add(entry);
        if (entry.value() instanceof Scalar scalar && scalar.missing()) {
            if (!again) {
                reading.wrongShape(name, entry.value(), "");
            }
            return null;
        }
        return entry.value();
    }

    /** YAML 1.1 tools may have turned the key {@code on} into {@code true} before we got to see it. */
    private @Nullable Entry find(String name) {
        Entry entry = block.find(name);
        return entry == null && name.equals("on") ? block.find("true") : entry;
    }

    @Override
    public boolean has(String name) {
        asked.add(name);
        return find(name) != null;
    }

    @Override
    public @Nullable String text(String name) {
        Node node = node(name);
        if (node instanceof Scalar scalar) {
            return reading.text(scalar);
        }
        if (node != null) {
            reading.wrongShape(name, node, "a single value");
        }
        return null;
    }

    @Override
    public String requiredText(String name) {
        String text = text(name);
        if (text != null && !text.isEmpty()) {
            return text;
        }
        if (find(name) == null) {
            fault(name, what + " needs " + name + ".");
        } else if (text != null) {
            fault(name, name + " is empty. Give it a value.");
        }
        return "";
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
        String suggestion = Suggestion.sentence(text, words);
        fault(name, written(name) + " is none of " + String.join(", ", new TreeSet<>(words)) + "." + suggestion);
        return defaultWord;
    }

    @Override
    public long number(String name, long defaultNumber, long min, long max) {
        Long number = typed(name, Typed::whole, "a whole number such as 100");
        if (number == null) {
            return defaultNumber;
        }
        if (number < min || number > max) {
            fault(name, written(name) + " is out of range: it must be from " + min + " to " + max + ".");
            return defaultNumber;
        }
        return number;
    }

    @Override
    public double decimal(String name, double defaultNumber, double min, double max) {
        Double number = typed(name, Typed::decimal, "a number such as 0.5");
        if (number == null) {
            return defaultNumber;
        }
        if (number < min || number > max) {
            fault(name, written(name) + " is out of range: it must be from " + min + " to " + max + ".");
            return defaultNumber;
        }
        return number;
    }

    @Override
    public double percent(String name, double defaultPercent) {
        Double percent = typed(name, Typed::decimal, "a percentage from 0 to 100");
        if (percent == null) {
            return defaultPercent;
        }
        if (percent > 0 && percent < 1) {
            fault(
                    name,
                    written(name) + " is less than one percent, which is probably meant as a ratio. A percentage is"
                            + " from 0 to 100: write " + trimmed(percent * 100) + " if you mean that.");
            return defaultPercent;
        }
        if (percent < 0 || percent > 100) {
            fault(name, written(name) + " is out of range: a percentage is from 0 to 100.");
            return defaultPercent;
        }
        return percent;
    }

    private static String trimmed(double number) {
        return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean flag(String name, boolean defaultFlag) {
        Boolean flag = typed(name, Typed::flag, "true or false");
        return flag == null ? defaultFlag : flag;
    }

    @Override
    public @Nullable Duration duration(String name) {
        return positive(
                name, typed(name, Typed::duration, "a duration with its unit, such as 250ms, 2s, 1m, 1h, 1d or PT2S"));
    }

    /** A duration that may be zero; null where it is missing. */
    @Nullable Duration durationOrZero(String name) {
        return typed(name, Typed::duration, "a duration with its unit, such as 250ms, 2s, 1m, 1h, 1d or PT2S");
    }

    @Override
    public @Nullable Duration period(String name) {
        return positive(
                name,
                typed(
                        name,
                        Typed::period,
                        "a duration such as 1s, or one of second, minute, hour, day, week, month, year"));
    }

    private @Nullable Duration positive(String name, @Nullable Duration duration) {
        if (duration != null && duration.isZero()) {
            fault(name, written(name) + " is no time at all. Make it longer, or leave it out.");
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
            fault(name, written(name) + " is not " + wanted + ".");
        }
        return value;
    }

    /** {@code name "value"}, with the value as it stands in the file: what was put in may be a secret. */
    private String written(String name) {
        Entry entry = find(name);
        return entry != null && entry.value() instanceof Scalar scalar ? name + " \"" + scalar.written() + "\"" : name;
    }

    @Override
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(name)) {
            if (item instanceof Scalar scalar && !scalar.missing()) {
                texts.add(reading.text(scalar));
            } else {
                reading.wrongShape("An entry of " + name, item, "a single value");
            }
        }
        return List.copyOf(texts);
    }

    @Override
    public Map<String, String> entries(String name) {
        NodeSettings nested = block(name);
        Map<String, String> entries = new LinkedHashMap<>();
        if (nested != null) {
            for (String key : nested.names()) {
                String text = nested.text(key);
                if (text != null) {
                    entries.put(key, text);
                }
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
        if (text.isEmpty()) {
            fault(name, name + " names no file. Give it a path.");
            return null;
        }
        try {
            return place(name).folder().resolve(text).normalize();
        } catch (InvalidPathException e) {
            fault(name, written(name) + " is not a path: " + e.getReason() + ".");
            return null;
        }
    }

    @Override
    public <T> List<T> named(String name, Class<T> type) {
        List<T> things = new ArrayList<>();
        for (Node item : items(name)) {
            if (!(item instanceof Scalar scalar) || scalar.missing()) {
                reading.wrongShape("An entry of " + name, item, "a name");
                continue;
            }
            String wanted = reading.text(scalar);
            T thing = reading.names().find(type, wanted);
            if (thing == null) {
                reading.error(scalar.place(), reading.names().unknown(type, wanted));
            } else {
                things.add(thing);
                uses.add(thing);
            }
        }
        return List.copyOf(things);
    }

    @Override
    public @Nullable NodeSettings block(String name) {
        Node node = node(name);
        if (node == null) {
            return null;
        }
        if (node instanceof Mapping mapping) {
            return child(mapping, name);
        }
        reading.wrongShape(name, node, "a block of names and values");
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
        return node instanceof Sequence sequence ? sequence.items() : List.of(node);
    }

    private NodeSettings child(Mapping mapping, String name) {
        NodeSettings child = new NodeSettings(reading, mapping, name, uses);
        children.add(child);
        return child;
    }

    @Override
    public List<String> names() {
        return block.entries().stream().map(Entry::name).toList();
    }

    @Override
    public void fault(String name, String sentence) {
        reading.error(place(name), sentence);
    }

    @Override
    public void warning(String name, String sentence) {
        reading.warning(place(name), sentence);
    }

    @Override
    public String toString() {
        return what + " at " + block.place();
    }
}
