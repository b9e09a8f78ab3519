package io.hauberk.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointFileTest {
    @TempDir
    Path folder;

    private final HandWatcher watcher = new HandWatcher();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("endpoints.yaml");
    }

    private void watch() {
        Discovery.file(file).watch(watcher);
        watcher.run();
    }

    @Test
    void yamlAndJsonAreRead() throws IOException {
        Files.writeString(file, """
                # who is there
                - http://10.0.0.1:8080
                - { url: "http://10.0.0.2:8080", weight: 3, zone: b, priority: 1, labels: { version: v2 }, hashKey: two }
                """);
        watch();
        assertThat(watcher.last()).hasSize(2);
        Endpoint second = watcher.last().get(1);
        assertThat(second.weight()).isEqualTo(3);
        assertThat(second.zone()).isEqualTo("b");
        assertThat(second.priority()).isEqualTo(1);
        assertThat(second.labels()).containsEntry("version", "v2");
        assertThat(second.hashKey()).isEqualTo("two");

        Files.writeString(
                file, "{\n\t\"endpoints\": [\n\t\t{\"url\": \"http://10.0.0.9:80\", \"weight\": 2}\n\t]\n}\n");
        watcher.run().run();
        assertThat(watcher.last()).singleElement().hasToString("10.0.0.9:80");
    }

    @Test
    void aChangeCountsOnceItWasTheSameInTwoLooks() throws IOException {
        Files.writeString(file, "- http://10.0.0.1:80\n- http://10.0.0.2:80\n");
        watch();
        Files.writeString(file, "- http://10.0.0.1:80\n");
        watcher.run();
        Files.writeString(file, "- http://10.0.0.1:80\n- http://10.0.0.3:80\n");
        watcher.run();
        assertThat(watcher.found).as("half of a file was seen in between").hasSize(1);
        watcher.run();
        assertThat(watcher.last()).hasToString("[10.0.0.1:80, 10.0.0.3:80]");
        watcher.run();
        assertThat(watcher.found).as("nothing changed since").hasSize(2);
    }

    @Test
    void aLinkThatIsTurnedCountsAsKubernetesTurnsOne() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..first"));
        Path second = Files.createDirectory(folder.resolve("..second"));
        Files.writeString(first.resolve("endpoints.yaml"), "- http://10.0.0.1:80\n");
        Files.writeString(second.resolve("endpoints.yaml"), "- http://10.0.0.2:80\n");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(file, Path.of("..data", "endpoints.yaml"));
        watch();
        assertThat(watcher.last()).hasToString("[10.0.0.1:80]");
        Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        watcher.run().run();
        assertThat(watcher.last()).hasToString("[10.0.0.2:80]");
    }

    @Test
    void aFileThatIsGoneOrBrokenIsReportedAndLookedAtAgainSoon() throws IOException {
        watch();
        assertThat(watcher.failures).singleElement().asString().contains("endpoints.yaml does not exist");
        assertThat(watcher.lastDelay()).isLessThanOrEqualTo(Duration.ofMillis(500));
        Files.writeString(file, "- http://10.0.0.1:80\n");
        watcher.run().run();
        assertThat(watcher.found).hasSize(1);
        Files.writeString(file, "- http://10.0.0.1:80/path\n");
        watcher.run().run();
        assertThat(watcher.failures).hasSize(2);
        Files.writeString(file, "- http://10.0.0.1:80\n");
        watcher.run().run();
        assertThat(watcher.found).as("told again, although it is what it was").hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - { url: http://h:1, wieght: 2 } | endpoints.yaml:1:22: Unknown key "wieght"
            - ftp://h:1                      | http or https
            - [a]                            | An entry of endpoints is a list
            endpoint: []                     | Did you mean "endpoints"?
            hello                            | A list of endpoints is expected
            - http://${HOST}:80              | HOST
            """)
    void whatIsWrongIsToldWithItsLine(String content, String fault) throws IOException {
        Files.writeString(file, content);
        watch();
        assertThat(watcher.found).isEmpty();
        assertThat(watcher.failures.get(0).getMessage()).contains(fault);
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        Files.writeString(
                file,
                IntStream.range(0, 10_001)
                        .mapToObj(i -> "- http://10.0." + i / 250 + "." + i % 250 + ":80")
                        .collect(Collectors.joining("\n")));
        watch();
        assertThat(watcher.failures.get(0)).hasMessageContaining("10001 entries");
        Files.write(file, new byte[(8 << 20) + 1]);
        watcher.run().run();
        assertThat(watcher.failures.get(1)).hasMessageContaining("larger than 8 MB");
    }
}
