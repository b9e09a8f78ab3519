package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page {@code TRAPS.md} names exist, and so do the classes. */
class TrapsTest {
    private static final Path HERE = Path.of(System.getProperty("basedir", "."));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!trap)([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w+)`");

    private final Map<String, List<Path>> sources = new HashMap<>();

    @Test
    void whatThePageNamesExists() throws IOException {
        findSources();
        List<String> missing = new ArrayList<>();
        int rows = 0;
        Matcher row = ROW.matcher(Files.readString(HERE.resolve("TRAPS.md")));
        while (row.find()) {
            rows++;
            Matcher type = TYPE.matcher(row.group(2));
            while (type.find()) {
                if (!sources.containsKey(type.group(1))) {
                    missing.add(type.group(1));
                }
            }
            assertThat(testsOf(row.group(3), missing)).as(row.group(1)).isPositive();
        }
        assertThat(rows).isGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    /** How many tests are named. */
    private int testsOf(String tests, List<String> missing) throws IOException {
        int named = 0;
        Matcher test = METHOD.matcher(tests);
        while (test.find()) {
            named++;
            if (!has(test.group(1), "void " + test.group(2) + "(")) {
                missing.add(test.group());
            }
        }
        return named;
    }

    private boolean has(String type, String text) throws IOException {
        for (Path source : sources.getOrDefault(type, List.of())) {
            if (Files.readString(source).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private void findSources() throws IOException {
        try (Stream<Path> files = Files.walk(HERE.resolve(".."))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                String name = file.getFileName().toString();
                String type = name.substring(0, name.length() - ".java".length());
                sources.computeIfAbsent(type, none -> new ArrayList<>()).add(file);
            });
        }
    }
}
