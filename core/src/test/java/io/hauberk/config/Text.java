package io.hauberk.config;

import io.hauberk.config.Node.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A piece of YAML in a test: its settings, and the faults that reading them left. */
final class Text {
    final Reading reading;
    final Map<String, String> environment = new java.util.HashMap<>();
    private final Mapping root;

    Text(String yaml) {
        this(Path.of("hauberk.yaml"), yaml);
    }

    Text(Path file, String yaml) {
        reading = new Reading(file, environment::get);
        root = (Mapping)
                Objects.requireNonNull(YamlReader.read(yaml, file, reading.faults()), () -> faults().toString());
    }

    NodeSettings settings() {
        return reading.settings(root, "the file");
    }

    List<String> faults() {
        return reading.faults().sorted().stream().map(Fault::toString).toList();
    }
}
