package io.hauberk.config;

import io.hauberk.config.Node.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The main file of a configuration and the files that it includes, as settings. */
final class Document {
    private static final String VERSION = "1";

    /** What only the main file may hold. */
    private static final Set<String> MAIN_ONLY = Set.of(
            "needs",
            "include",
            "service",
            "server",
            "network",
            "identity",
            "issuers",
            "consumersFrom",
            "plans",
            "stores",
            "policies",
            "filters",
            "unmatched",
            "serviceDefaults",
            "egress");

    private final Reading reading;
    private final NodeSettings main;
    private final List<NodeSettings> included = new ArrayList<>();

    private Document(Reading reading, NodeSettings main) {
        this.reading = reading;
        this.main = main;
    }

    /** Reads the file and what it includes; null where the main file cannot be read at all. */
    static @Nullable Document read(Path file, Reading reading) {
        Mapping root = block(file, reading);
        if (root == null) {
            return null;
        }
        Document document = new Document(reading, reading.settings(root, "the file"));
        document.checkVersion();
        document.include();
        return document;
    }

    /** The main file. */
    NodeSettings main() {
        return main;
    }

    /** The main file and those that it includes, in order. */
    List<NodeSettings> all() {
        List<NodeSettings> all = new ArrayList<>();
        all.add(main);
        all.addAll(included);
        return all;
    }

    private void checkVersion() {
        if (!main.has("hauberk")) {
            main.fault("hauberk", "The file does not say its version. Begin it with \"hauberk: 1\".");
        }
        checkVersion(main);
        String needs = main.text("needs");
        if (needs != null && !Release.satisfies(needs)) {
            main.fault(
                    "needs",
                    "The file needs Hauberk \"" + needs + "\", but this one reads files up to " + Release.LANGUAGE
                            + ". Upgrade it, or lower the number.");
        }
    }

    private static void checkVersion(NodeSettings settings) {
        String version = settings.text("hauberk");
        if (version != null && !version.strip().equals(VERSION)) {
            settings.fault(
                    "hauberk",
                    "This is a file of version \"" + version + "\", but this library reads version " + VERSION
                            + ". Write \"hauberk: 1\".");
        }
    }

    private void include() {
        Set<Path> files = new LinkedHashSet<>();
        for (String pattern : main.texts("include")) {
            Place place = main.place("include");
            List<Path> found = reading.sources().find(Glob.of(place.folder(), pattern));
            if (found.isEmpty()) {
                noneFound(place, pattern);
            }
            files.addAll(found);
        }
        files.stream().filter(file -> !isMain(file)).forEach(this::include);
    }

    /** A pattern may cover the main file, too, which is not meant. */
    private boolean isMain(Path file) {
        Path own = main.place().file();
        return file.toAbsolutePath().normalize().equals(own.toAbsolutePath().normalize());
    }

    private void noneFound(Place place, String pattern) {
        if (Glob.isPattern(pattern)) {
            reading.warning(place, "No file matches the include \"" + pattern + "\".");
        } else {
            reading.error(place, "The included file \"" + pattern + "\" is not there. Put it there, or name another.");
        }
    }

    private void include(Path file) {
        Mapping root = block(file, reading);
        if (root == null) {
            return;
        }
        NodeSettings settings = reading.settings(root, "an included file");
        for (String name : settings.names()) {
            if (MAIN_ONLY.contains(name)) {
                settings.fault(
                        name,
                        "An included file holds routes, services and consumers only. Move " + name + " to "
                                + main.place().file() + ".");
                settings.node(name);
            }
        }
        if (settings.has("hauberk")) {
            checkVersion(settings);
        }
        included.add(settings);
    }

    private static @Nullable Mapping block(Path file, Reading reading) {
        String text = text(file, reading);
        Node node = text == null ? null : YamlReader.read(text, file, reading.faults());
        if (node == null || node instanceof Mapping) {
            return (Mapping) node;
        }
        reading.error(
                node.place(),
                "The file is " + node.kind() + ", but it must be a block that begins with \"hauberk: 1\".");
        return null;
    }

    private static @Nullable String text(Path file, Reading reading) {
        try {
            return Utf8.decode(reading.sources().read(file, Sources.MAX_BYTES));
        } catch (IOException e) {
            reading.error(Place.of(file), "The file cannot be read: " + Substitution.reason(e) + ".");
            return null;
        }
    }
}
