package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are made to take long: each is read to its end, or refused, in time that grows with its size. */
class HostileFilesTest {
    private static final String ORDERS = "services: { orders: { endpoints: [ \"http://127.0.0.1:1\" ] } }\n";
    private static final String ONE = "{ endpoints: [ \"http://127.0.0.1:1\" ] }";

    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("aliases that double", 1, bomb()),
                Arguments.of("aliases in filters", 1, aliases()),
                Arguments.of("deep lists", 1, "x-a: " + "[".repeat(100_000)),
                Arguments.of("deep blocks", 1, "x-a: " + "{a: ".repeat(100_000)),
                Arguments.of("one long value", 1, "service: \"" + "a".repeat(3_000_000) + "\"\n"),
                Arguments.of("one long key", 1, "? " + "k".repeat(900_000) + "\n: 1\n"),
                Arguments.of("many lines in a value", 1, "service: |\n" + "  aaaa\n".repeat(400_000)),
                Arguments.of("many variables", 1, "service: \"" + "${A:b}".repeat(400_000) + "\"\n"),
                Arguments.of("many open variables", 1, "service: \"" + "${A:".repeat(400_000) + "\"\n"),
                Arguments.of("a long number", 1, "server: { port: " + "9".repeat(900_000) + " }\n"),
                Arguments.of("a long path", 1, route("/" + "a/".repeat(400_000) + "b")),
                Arguments.of("many elements", 1, route("/" + "a/".repeat(1_000) + "b")),
                Arguments.of("a long pattern", 1, route("/{id:" + "(a|b)*".repeat(20_000) + "}")),
                Arguments.of("counts in counts", 1, route("/{id:((a{1,100}){1,100}){1,100}}")),
                Arguments.of("many headers", 1, headers(60_000)),
                Arguments.of("unknown keys", 101, lines(60_000, i -> "key" + i + ": 1\n")),
                Arguments.of("unknown services", 101, unknownServices(10_000)),
                Arguments.of("unknown policies", 101, unknownPolicies(10_000)),
                Arguments.of(
                        "routes of one name",
                        101,
                        "routes:\n" + lines(10_000, i -> "  - { name: a, match: /a, to: orders }\n") + ORDERS),
                Arguments.of(
                        "routes that hide each other",
                        101,
                        "routes:\n" + lines(10_000, i -> "  - { match: /a, to: orders }\n") + ORDERS),
                Arguments.of("many services", 0, "services:\n" + lines(10_000, i -> "  s" + i + ": " + ONE + "\n")),
                Arguments.of(
                        "many patterns side by side",
                        0,
                        "routes:\n"
                                + lines(
                                        1_500,
                                        i -> "  - { name: r" + i + ", match: \"/{a:[a-z]+" + i
                                                + "}/**\", to: orders }\n")
                                + ORDERS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void areReadOrRefused(String name, int faults, String yaml) {
        List<Fault> found =
                new Written(folder).write("hauberk: 1\n" + yaml).loader().validate();
        assertThat(found).hasSize(faults);
        assertThat(found)
                .allSatisfy(fault -> assertThat(fault.toString())
                        .hasSizeLessThan(1_300 + folder.toString().length())
                        .doesNotContain("Exception")
                        .doesNotContain("\n"));
    }

    @Test
    void ofManyFaultsAHundredAreToldAndReadingEndsEarly() {
        List<Fault> found = new Written(folder)
                .write("hauberk: 1\n" + lines(1_000, i -> "key" + i + ": 1\n"))
                .loader()
                .validate();
        assertThat(found).hasSize(101);
        assertThat(found.get(0).line()).isEqualTo(2);
        assertThat(found.get(99).line()).isEqualTo(101);
        assertThat(found.get(100).sentence()).isEqualTo("There are 400 more of these, and reading ended there.");
        assertThat(found).allMatch(Fault::isError);
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
    }

    private static String bomb() {
        StringBuilder yaml = new StringBuilder("x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            yaml.append(
                    "x-" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(10, alias)) + "]\n");
        }
        return yaml.toString();
    }

    private static String aliases() {
        return "x-a: &a [" + "x,".repeat(1_000) + "x]\nx-b: &b [" + "*a,".repeat(1_000)
                + "*a]\nx-c: [*a]\nfilters: *b\n";
    }

    private static String route(String path) {
        return "routes: [ { match: \"" + path + "\", to: orders } ]\n" + ORDERS;
    }

    private static String headers(int count) {
        return "filters:\n  - requestHeaders:\n      set:\n" + lines(count, i -> "        x-h" + i + ": \"1\"\n");
    }

    private static String unknownServices(int count) {
        return "routes:\n" + lines(count, i -> "  - { match: /a" + i + ", to: order" + i + " }\n") + "services:\n"
                + lines(count, i -> "  xs" + i + ": " + ONE + "\n");
    }

    private static String unknownPolicies(int count) {
        return "policies:\n" + lines(count, i -> "  p-" + i + ": { bodyLimit: 1 }\n") + "filters:\n"
                + lines(count, i -> "  - q-" + i + "\n");
    }
}
