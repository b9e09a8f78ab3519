package io.hauberk.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    @TempDir
    Path folder;

    private final VirtualTime time = VirtualTime.moving();
    private Path file;
    private List<Endpoint> endpoints = List.of();
    private boolean down;

    /** Finds what the test says, each time its one task is run. */
    private final Discovery registry = watcher -> Rounds.begin(watcher, found -> {
        if (down) {
            throw new IOException("The registry is down.");
        }
        found.accept(endpoints);
        return Duration.ofSeconds(10);
    });

    @BeforeEach
    void endpoints() throws IOException {
        file = folder.resolve("orders.json");
        endpoints = List.of(
                Endpoint.parse("https://10.0.0.1:8443")
                        .weighing(3)
                        .in("a")
                        .priority(2)
                        .labelled(Map.of("version", "\"v2\"\n"))
                        .hashed("pod-1"),
                Endpoint.of("http", "orders.svc", 80)
                        .at(InetAddress.getByName("fd00::3"))
                        .leaving(true));
    }

    private Snapshot snapshot(Path path) {
        return registry.snapshot(path).clock(time);
    }

    /** What is found first while the registry is down, after it was up once. */
    private HandWatcher coldStart(Snapshot snapshot) {
        down = true;
        HandWatcher watcher = new HandWatcher();
        snapshot.watch(watcher);
        watcher.run();
        return watcher;
    }

    private void warmUp(Snapshot snapshot) {
        HandWatcher watcher = new HandWatcher();
        snapshot.watch(watcher);
        // The look, the patience, and the writing.
        watcher.run().run();
        while (watcher.waiting() > 1) {
            watcher.run();
        }
        watcher.run();
    }

    @Test
    void theLastGoodAnswerIsUsedWhileTheRegistryDoesNotAnswer() {
        warmUp(snapshot(file));
        HandWatcher cold = coldStart(snapshot(file));
        assertThat(cold.found).isEmpty();
        assertThat(cold.recalled).singleElement().satisfies(recalled -> {
            assertThat(recalled).hasSameSizeAs(endpoints);
            for (int i = 0; i < endpoints.size(); i++) {
                assertThat(recalled.get(i).same(endpoints.get(i))).isTrue();
            }
        });
        assertThat(cold.failures).hasSize(1);
    }

    @Test
    void itIsRecalledOnceAndNeverAfterAnAnswer() {
        warmUp(snapshot(file));
        HandWatcher cold = coldStart(snapshot(file));
        cold.run().run();
        assertThat(cold.recalled).hasSize(1);
        down = false;
        HandWatcher warm = new HandWatcher();
        snapshot(file).watch(warm);
        warm.run();
        down = true;
        warm.run().run().run();
        assertThat(warm.recalled).isEmpty();
        assertThat(warm.failures).isNotEmpty();
    }

    @Test
    void aRegistryThatIsEmptyOrSilentAtTheStartCountsAsOneThatDoesNotAnswer() {
        warmUp(snapshot(file));
        endpoints = List.of();
        HandWatcher empty = new HandWatcher();
        snapshot(file).watch(empty);
        empty.run();
        assertThat(empty.recalled).hasSize(1);

        HandWatcher silent = new HandWatcher();
        Discovery never = watcher -> () -> {};
        never.snapshot(file).clock(time).watch(silent);
        assertThat(silent.lastDelay()).isEqualTo(Duration.ofSeconds(2));
        silent.run();
        assertThat(silent.recalled).hasSize(1);
    }

    @Test
    void onlyItsOwnerMayReadTheFileAndNothingElseIsLeftBehind() throws IOException {
        warmUp(snapshot(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void inAFolderEachServiceHasAFileOfItsOwn() {
        warmUp(snapshot(folder));
        assertThat(folder.resolve("orders.json")).exists();
        assertThat(coldStart(snapshot(folder)).recalled).hasSize(1);
    }

    @Test
    void oneThatIsTooOldIsNotUsed() {
        warmUp(snapshot(file));
        time.advance(Duration.ofHours(25));
        assertThat(coldStart(snapshot(file).maxAge(Duration.ofDays(1))).recalled)
                .isEmpty();
        assertThat(coldStart(snapshot(file).maxAge(Duration.ofDays(2))).recalled)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"version\":2,\"service\":\"orders\",\"at\":\"2026-01-01T00:00:00Z\",\"endpoints\":[]}",
                "{\"version\":1,\"service\":\"other\",\"at\":\"2026-01-01T00:00:00Z\",\"endpoints\":[]}",
                "{\"version\":1,\"service\":\"orders\",\"at\":\"yesterday\",\"endpoints\":[]}",
                "{\"version\":1,\"service\":\"orders\",\"at\":\"2026-01-01T00:00:00Z\",\"endpoints\":[{}]}",
                "{\"version\":1,\"service\":\"orders\",\"at\":\"2026-01-01T00:00:00Z\",\"endpoints\":[{\"scheme\":\"http\",\"host\":\"h\",\"port\":80,\"address\":\"evil.example\"}]}"
            })
    void aBrokenFileIsLeftAloneAndNotUsed(String content) throws IOException {
        Files.writeString(file, content);
        HandWatcher cold = coldStart(snapshot(file));
        assertThat(cold.recalled).isEmpty();
        assertThat(cold.failures).hasSize(1);
        assertThat(file).hasContent(content);
    }

    @Test
    void whatWouldNotBeReadAgainDoesNotReplaceWhatIs() throws IOException {
        warmUp(snapshot(file));
        String before = Files.readString(file);
        String note = "x".repeat(10_000);
        endpoints = IntStream.rangeClosed(1, 2_000)
                .mapToObj(port -> Endpoint.of("http", "10.0.0.1", port).labelled(Map.of("note", note)))
                .toList();
        warmUp(snapshot(file));
        assertThat(file).hasContent(before);
    }

    @Test
    void aDiskThatIsFullKeepsTheOldFileAndStopsNothing() throws IOException {
        warmUp(snapshot(file));
        String before = Files.readString(file);
        endpoints = List.of(Endpoint.parse("http://10.0.0.7:80"));
        SnapshotFile full = new SnapshotFile(file) {
            @Override
            void fill(Path fresh, byte[] content) throws IOException {
                Files.write(fresh, java.util.Arrays.copyOf(content, 10));
                throw new IOException("No space left on device");
            }
        };
        HandWatcher watcher = new HandWatcher();
        snapshot(file).in(full).watch(watcher);
        watcher.run().run().run().run();
        assertThat(watcher.last()).isEqualTo(endpoints);
        assertThat(file).hasContent(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("half of a file is not left behind").containsExactly(file);
        }
    }

    @Test
    void anAnswerThatStaysIsWrittenNowAndThenOnly() throws IOException {
        HandWatcher watcher = new HandWatcher();
        snapshot(file).watch(watcher);
        watcher.run().run().run().run();
        Files.delete(file);
        for (int i = 0; i < 5; i++) {
            watcher.run();
        }
        assertThat(file).doesNotExist();
        time.advance(Duration.ofMinutes(11));
        for (int i = 0; i < 3; i++) {
            watcher.run();
        }
        assertThat(file).exists();
    }

    @Test
    void whatIsKnownBeforehandNeedsNone() {
        assertThatThrownBy(() -> Discovery.of("http://h:1").snapshot(file)).hasMessageContaining("no snapshot");
    }
}
