package io.hauberk.config;

import io.hauberk.config.Node.Entry;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML 1.2 into {@linkplain Node nodes}. Nothing is typed and nothing is constructed. Size, depth and what aliases
 * expand to are capped; merge keys, tags, doubled keys and further documents are faults.
 */
final class YamlReader {
    static final int MAX_CHARACTERS = 16_000_000;
    static final int MAX_DEPTH = 50;
    static final int MAX_NODES = 2_000_000;

    private final Path file;
    private final Faults faults;
    private final Map<Anchor, Node> anchors = new HashMap<>();
    private final Map<Anchor, Integer> weights = new HashMap<>();
    private Iterator<Event> events = List.<Event>of().iterator();
    private int nodes;

    private YamlReader(Path file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    /** The one document of the text; null where there is none, with at least one fault that says why. */
    static @Nullable Node read(String text, Path file, Faults faults) {
        YamlReader reader = new YamlReader(file, faults);
        try {
            return reader.document(text);
        } catch (Unreadable e) {
            faults.error(e.place, e.sentence);
        } catch (MarkedYamlEngineException e) {
            faults.error(reader.place(mark(e)), "This is not YAML: " + problem(e) + ".");
        } catch (ReaderException e) {
            faults.error(
                    reader.placeOf(text, e.getPosition()),
                    "A character that YAML does not allow stands here: U+"
                            + Integer.toHexString(e.getCodePoint() | 0x10000)
                                    .substring(1)
                                    .toUpperCase(java.util.Locale.ROOT)
                            + ". Remove it, or write it as an escape between double quotes.");
        } catch (YamlEngineException e) {
            faults.error(Place.of(file), "This is not YAML: " + firstLine(e.getMessage()) + ".");
        }
        return null;
    }

    private @Nullable Node document(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        events = new ParserImpl(settings, new StreamReader(settings, text));
        Node root = null;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (root != null) {
                        throw new Unreadable(
                                place(event.getStartMark()),
                                "A second document begins here. A configuration is one document: remove the line of"
                                        + " three dashes.");
                    }
                    root = node(events.next(), 0);
                }
                default -> {}
            }
        }
        if (root == null) {
            faults.error(new Place(file, 1, 0), "The file is empty. A configuration begins with \"hauberk: 1\".");
        }
        return root;
    }

    private Node node(Event event, int depth) {
        count(event, 1);
        if (depth > MAX_DEPTH) {
            throw new Unreadable(
                    place(event.getStartMark()), "This is nested deeper than " + MAX_DEPTH + " levels. Flatten it.");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        int before = nodes;
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            return anchored(scalar.getAnchor(), scalar(scalar), before);
        }
        if (event instanceof SequenceStartEvent start) {
            refuseTag(event, start.getTag());
            return anchored(start.getAnchor(), sequence(start, depth), before);
        }
        MappingStartEvent start = (MappingStartEvent) event;
        refuseTag(event, start.getTag());
        return anchored(start.getAnchor(), mapping(start, depth), before);
    }

    private Scalar scalar(ScalarEvent event) {
        String value = event.getValue();
        return new Scalar(place(event.getStartMark()), value, event.isPlain() && isNull(value));
    }

    private static boolean isNull(String value) {
        return switch (value) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    private Sequence sequence(SequenceStartEvent start, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(place(start.getStartMark()), items);
    }

    private Mapping mapping(MappingStartEvent start, int depth) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Scalar key = key(node(event, depth + 1));
            Node value = node(events.next(), depth + 1);
            Place first = seen.putIfAbsent(key.written(), key.place());
            if (key.written().equals("<<")) {
                faults.error(
                        key.place(),
                        "Merge keys (<<) are not understood here. Write the values out, or give what they share a name"
                                + " under policies or serviceDefaults.");
            } else if (first != null) {
                faults.error(
                        key.place(),
                        "The key \"" + key.written() + "\" stands here for the second time; the first is in line "
                                + first.line() + ". Remove one of them.");
            } else {
                entries.add(new Entry(key, value));
            }
        }
        return new Mapping(place(start.getStartMark()), entries);
    }

    private Scalar key(Node node) {
        if (node instanceof Scalar scalar) {
            return scalar;
        }
        throw new Unreadable(
                node.place(),
                "A key is " + node.kind()
                        + ", but keys are single words. A template that was not rendered ({{ … }}) looks like this, too.");
    }

    private Node aliased(AliasEvent alias) {
        Node node = anchors.get(alias.getAlias());
        if (node == null) {
            throw new Unreadable(
                    place(alias.getStartMark()),
                    "The alias *" + alias.getAlias() + " has no anchor &" + alias.getAlias() + " before it.");
        }
        count(alias, weights.getOrDefault(alias.getAlias(), 0));
        return node;
    }

    private Node anchored(Optional<Anchor> anchor, Node node, int before) {
        anchor.ifPresent(name -> {
            anchors.put(name, node);
            weights.put(name, nodes - before);
        });
        return node;
    }

    private void count(Event event, int more) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new Unreadable(
                    place(event.getStartMark()),
                    "The file holds more than " + MAX_NODES + " values once its aliases are expanded. Split it up.");
        }
    }

    private void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()
                && !tag.get().startsWith("tag:yaml.org,2002:")
                && !tag.get().equals("!")) {
            throw new Unreadable(
                    place(event.getStartMark()),
                    "Tags such as " + tag.get()
                            + " are not understood here. Remove it; every value is typed by its key.");
        }
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(file, at.getLine() + 1, at.getColumn() + 1))
                .orElse(Place.of(file));
    }

    private Place placeOf(String text, int position) {
        int line = 1;
        int end = Math.min(position, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return new Place(file, line, 0);
    }

    /** Where it went wrong; where something is never closed, where it begins. */
    private static Optional<Mark> mark(MarkedYamlEngineException e) {
        boolean unclosed = firstLine(e.getProblem()).contains("end of stream");
        return unclosed && e.getContextMark().isPresent() ? e.getContextMark() : e.getProblemMark();
    }

    private static String problem(MarkedYamlEngineException e) {
        String problem = firstLine(e.getProblem());
        String context = firstLine(e.getContext());
        String hint = "";
        if (problem.startsWith("expected ',' or")) {
            hint = "; a value that holds a brace, a bracket or a comma needs quotes here";
        } else if (context.endsWith("an alias")) {
            hint = "; a value that begins with a star needs quotes";
        }
        return problem + hint + (context.isEmpty() ? "" : " (" + context + ")");
    }

    private static String firstLine(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String line = text.lines().findFirst().orElse("").strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** Reading cannot go on. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Place place;
        private final transient String sentence;

        Unreadable(Place place, String sentence) {
            super(sentence, null, false, false);
            this.place = place;
            this.sentence = sentence;
        }
    }
}
