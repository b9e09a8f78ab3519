package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The public API is what was approved, and shows no type of a library that we may want to replace. */
class PublicApiTest {

    private static final List<String> HIDDEN = List.of(
            "io.github.resilience4j.", "com.github.benmanes.caffeine.", "com.nimbusds.", "org.snakeyaml.engine.");

    static List<Part> libraries() {
        return Part.libraries();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void isTheApprovedOne(Part part) throws IOException {
        String actual = new PublicApi(part.classes()).text();
        Path file = Path.of("api", part.artifact() + ".txt");
        if (Boolean.getBoolean("hauberk.api.approve")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        String approved = Files.exists(file) ? Files.readString(file) : "";
        assertThat(actual)
                .withFailMessage(() -> """
                        The public API of %s is not the approved one in checks/%s:

                        %s
                        If the change is meant, approve it by a run with -Dhauberk.api.approve=true, and commit the file.
                        """.formatted(part.folder(), file, difference(approved, actual)))
                .isEqualTo(approved);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void hidesWhatItIsBuiltOn(Part part) {
        assertThat(new PublicApi(part.classes()).text().lines())
                .as("lines of the public API of %s that show a type of a library inside", part.folder())
                .noneMatch(line -> HIDDEN.stream().anyMatch(line::contains));
    }

    private static String difference(String approved, String actual) {
        return Stream.concat(missing(approved, actual, "- "), missing(actual, approved, "+ "))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> missing(String from, String in, String sign) {
        List<String> there = in.lines().toList();
        return from.lines().filter(line -> !there.contains(line)).map(line -> sign + line);
    }
}
