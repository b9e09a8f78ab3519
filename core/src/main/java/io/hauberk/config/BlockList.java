package io.hauberk.config;

import io.hauberk.Settings;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A YAML or JSON file beside the configuration that is a list of blocks, read as strictly as the configuration itself:
 * what is wrong is told with its line, and nothing of such a file is used. Nothing is substituted in it.
 */
public final class BlockList {
    private BlockList() {}

    /**
     * Reads the list, or the list under the one key of a block.
     *
     * @param key the one key, where the list is in a block
     * @param shortForm the parameter for which a bare value stands
     * @param most how many entries there may be
     * @param reader makes something of an entry, or null after a fault that the settings were told
     * @throws InvalidConfigurationException if there are faults
     */
    public static <T> List<T> read(
            Path file, String text, String key, String shortForm, int most, Function<Settings, @Nullable T> reader) {
        Reading reading = new Reading(file, name -> null);
        List<T> read = new ArrayList<>();
        try {
            for (Node item : items(text, file, key, most, reading)) {
                T thing = entry(item, key, shortForm, reading, reader);
                if (thing != null) {
                    read.add(thing);
                }
            }
        } catch (Faults.TooManyException e) {
            throw new InvalidConfigurationException(reading.faults().sorted());
        }
        if (reading.faults().broken()) {
            throw new InvalidConfigurationException(reading.faults().sorted());
        }
        return List.copyOf(read);
    }

    private static List<Node> items(String text, Path file, String key, int most, Reading reading) {
        Node root = YamlReader.read(text, file, reading.faults());
        if (root instanceof Mapping mapping) {
            NodeSettings settings = reading.settings(mapping, "the file");
            root = settings.node(key);
            settings.finish();
        }
        if (root instanceof Sequence sequence) {
            List<Node> items = sequence.items();
            if (items.size() > most) {
                reading.error(
                        root.place(),
                        "The list has " + items.size() + " entries, but at most " + most + " make sense.");
            }
            return items.size() > most ? List.of() : items;
        }
        if (root != null || !reading.faults().broken()) {
            reading.error(
                    root == null ? Place.of(file) : root.place(),
                    "A list of " + key + " is expected here, but this is"
                            + (root == null ? " none." : " " + root.kind() + "."));
        }
        return List.of();
    }

    private static <T> @Nullable T entry(
            Node item, String key, String shortForm, Reading reading, Function<Settings, @Nullable T> reader) {
        Mapping block = item instanceof Mapping mapping
                ? mapping
                : item instanceof Scalar scalar && !scalar.missing() ? Reading.shortFor(shortForm, scalar) : null;
        if (block == null) {
            reading.wrongShape("An entry of " + key, item, "a block of names and values");
            return null;
        }
        NodeSettings settings = reading.settings(block, key);
        T thing = reader.apply(settings);
        settings.finish();
        return thing;
    }
}
