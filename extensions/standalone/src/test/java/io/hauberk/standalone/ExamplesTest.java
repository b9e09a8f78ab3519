package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Hauberk;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of files in the documents that need a module, or are shown without what goes around them. */
class ExamplesTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "..", "docs");
    /** Its client is large, so the program does not bring it. */
    private static final String NOT_HERE = "zookeeper:";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"discovery.md", "balancing.md", "identity.md"})
    void partsOfFilesAreValidWithWhatGoesAroundThem(String page) throws IOException {
        Files.writeString(folder.resolve("ca.crt"), ThrowawayAuthority.create().pem());
        int examples = 0;
        for (String part : parts(Files.readString(DOCS.resolve(page)))) {
            Path file = Files.writeString(folder.resolve("hauberk.yaml"), around(part));
            assertThat(Hauberk.validate(file)).as(around(part)).isEmpty();
            examples++;
        }
        assertThat(examples).isPositive();
    }

    @Test
    void theExampleInTheTextOfIdentityIsValid() throws IOException {
        Matcher inText = Pattern.compile("`(identity: \\{ authority: .*?)`")
                .matcher(Files.readString(DOCS.resolve("identity.md")));
        assertThat(inText.find()).isTrue();
        Files.writeString(folder.resolve("ca.crt"), ThrowawayAuthority.create().pem());
        Files.createDirectory(folder.resolve("kept"));
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), around(inText.group(1)));
        assertThat(Hauberk.validate(file)).isEmpty();
    }

    /** Whole files are looked at elsewhere, and lists of endpoints are no part of ours. */
    private static List<String> parts(String page) {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        List<String> parts = new ArrayList<>();
        while (blocks.find()) {
            String block = blocks.group(1);
            if (!block.contains("hauberk: 1") && !block.startsWith("- ") && !block.contains(NOT_HERE)) {
                parts.add(block);
            }
        }
        return parts;
    }

    private static String around(String part) {
        // What the environment and files of secrets hold differs from place to place.
        String plain = part.replaceAll("\\$\\{[^}]*}", "filled-in");
        return "hauberk: 1\n"
                + (plain.startsWith("identity:") || plain.startsWith("serviceDefaults:")
                        ? plain + "\nservices:\n  orders: { endpoints: [ \"http://10.0.0.1:80\" ] }\n"
                        : "services:\n" + within(plain));
    }

    private static String within(String part) {
        boolean named = Pattern.compile("^(orders|search|spare|payments)[a-z-]*:")
                .matcher(part)
                .find();
        boolean found = part.contains("discover:") || part.contains("endpoints:");
        String lines = (named ? part : "orders:\n" + part.indent(2)).indent(2);
        if (found) {
            return lines;
        }
        Matcher flow = Pattern.compile("^(  orders: \\{)").matcher(lines);
        return flow.find()
                ? lines.replaceFirst("^  orders: \\{", "  orders: { endpoints: [ \"http://10.0.0.1:80\" ], ")
                : lines.replaceFirst("^  orders:\n", "  orders:\n    endpoints: [ \"http://10.0.0.1:80\" ]\n");
    }
}
