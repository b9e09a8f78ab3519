package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file, reading it ends with faults in sentences and never with an exception. */
class FuzzTest {
    private static final List<String> SPICE = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "-",
            "\"",
            "'",
            "#",
            "&a",
            "*a",
            "!!str",
            "|",
            ">",
            "?",
            "%",
            "@",
            "`",
            "\t",
            "\n",
            "${",
            "${X}",
            "${file:/}",
            "null",
            "~",
            "true",
            "-1",
            "1e999",
            "9".repeat(50),
            "\u0000",
            "\uD800",
            "\uFEFF",
            "<<",
            "---",
            "...",
            "x-",
            "é",
            " ".repeat(300),
            "[".repeat(60),
            "{a: ".repeat(60));

    @TempDir
    Path folder;

    @Test
    void brokenTextIsReportedAndNothingElse() {
        String whole = withoutCertificates(Written.full());
        for (long seed = 0; seed < 250; seed++) {
            check(mutated(whole, new Random(seed)), seed);
        }
    }

    @Test
    void valuesOfTheWrongShapeAreReportedAndNothingElse() {
        String whole = withoutCertificates(Written.full());
        List<String> lines = whole.lines().toList();
        for (long seed = 0; seed < 250; seed++) {
            check(reshaped(lines, new Random(seed)), seed);
        }
    }

    private void check(String yaml, long seed) {
        Written written = new Written(folder)
                .write(new String(
                        yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8));
        long lines = yaml.lines().count() + 1;
        List<Fault> faults = written.loader().validate();
        if (faults.stream().anyMatch(Fault::isError)) {
            assertThatThrownBy(() -> written.loader().load())
                    .as("what loading seed %d throws", seed)
                    .isExactlyInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining(faults.get(0).sentence());
        }
        for (Fault fault : faults) {
            assertThat(fault.line()).as("line told for seed %d", seed).isBetween(0, (int) lines);
            assertThat(fault.sentence())
                    .as("sentence for seed %d", seed)
                    .isNotBlank()
                    .doesNotContain("Exception")
                    .doesNotContain("\n")
                    .doesNotContainPattern("[a-z]@[0-9a-f]{5}");
        }
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = 0; i <= random.nextInt(4); i++) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(3)) {
                case 0 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(12)));
                case 1 -> mutated.insert(at, SPICE.get(random.nextInt(SPICE.size())));
                default ->
                    mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + random.nextInt(80))));
            }
        }
        return mutated.toString();
    }

    /** Swaps lines and values, so that the text stays YAML more often than not. */
    private static String reshaped(List<String> lines, Random random) {
        List<String> other = new ArrayList<>(lines);
        for (int i = 0; i <= random.nextInt(5); i++) {
            int at = random.nextInt(other.size());
            String line = other.get(at);
            int colon = line.indexOf(": ");
            switch (random.nextInt(4)) {
                case 0 -> Collections.swap(other, at, random.nextInt(other.size()));
                case 1 -> other.remove(at);
                default -> {
                    if (colon > 0) {
                        other.set(at, line.substring(0, colon + 2) + shape(random));
                    }
                }
            }
        }
        return String.join("\n", other);
    }

    private static String shape(Random random) {
        return List.of(
                        "[]",
                        "{}",
                        "''",
                        "~",
                        "text",
                        "[ [ x ] ]",
                        "{ a: 1 }",
                        "-7",
                        "[ { } ]",
                        "'*'",
                        "'a*b'",
                        "\"/**\"",
                        "[1, 2]",
                        "9999999999999999999",
                        "{ rateLimit: { limit: 1, per: 1s } }",
                        "1e3",
                        "off")
                .get(random.nextInt(17));
    }

    /** Reading certificates takes long, and is tested elsewhere. */
    private static String withoutCertificates(String yaml) {
        return yaml.lines()
                .filter(line -> !line.contains("tls.crt"))
                .map(line ->
                        line.replace("tls: mutual", "tls: server").replaceAll("tls: \\{ mode: mutual.*", "tls: server"))
                .collect(java.util.stream.Collectors.joining("\n"));
    }
}
