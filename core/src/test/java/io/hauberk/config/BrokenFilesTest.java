package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files with one mistake each, in {@code broken}. A comment {@code # fault: text} stands in the line that the fault must
 * name, and {@code # fault@4: text} where that line cannot hold one; there must be no other fault.
 */
class BrokenFilesTest {
    private static final Pattern MARK = Pattern.compile("# fault(?:@(\\d+))?: (.*?)(?= # fault|$)");

    static Stream<String> files() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(BrokenFilesTest.class.getResource("broken"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachMistakeIsToldInASentenceWithItsLineAndNothingElseIs(String name) throws Exception {
        Path file = Path.of(Objects.requireNonNull(BrokenFilesTest.class.getResource("broken/" + name))
                .toURI());
        List<Fault> faults = new ArrayList<>(Hauberk.validate(file));
        for (Expected expected : expected(Files.readString(file))) {
            Fault fault = faults.stream()
                    .filter(it -> it.line() == expected.line && it.sentence().contains(expected.text))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            "Expected in line " + expected.line + ": " + expected.text + ", but found " + faults));
            faults.remove(fault);
            assertThat(fault.isError()).isTrue();
            assertThat(fault.sentence())
                    .as("a sentence")
                    .matches("(?s)[\"A-Za-z/].*[.?]")
                    .doesNotContain("Exception")
                    .doesNotContain("null");
        }
        assertThat(faults).as("more than was expected").isEmpty();
    }

    @Test
    void theFullExampleHasNoFault(@TempDir Path folder) {
        Written written = new Written(folder).withCertificates().write(Written.full());
        assertThat(written.validate()).isEmpty();
    }

    @Test
    void thereAreMany() throws Exception {
        assertThat(files()).hasSizeGreaterThan(80);
    }

    private static List<Expected> expected(String text) {
        List<Expected> all = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher marks = MARK.matcher(lines.get(i));
            while (marks.find()) {
                all.add(new Expected(
                        marks.group(1) == null ? i + 1 : Integer.parseInt(marks.group(1)), marks.group(2)));
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private record Expected(int line, String text) {}
}
