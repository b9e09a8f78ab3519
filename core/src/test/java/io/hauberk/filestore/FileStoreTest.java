package io.hauberk.filestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.testkit.ThrowawayFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
    private static final Duration BUDGET = Duration.ofMinutes(1);
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Allowance MONTH = Allowance.window(5, JANUARY, FEBRUARY);
    private static final Allowance FLEXIBLE = Allowance.fixed(5, Duration.ofHours(2));
    private static final Allowance ROLLING = Allowance.sliding(5, Duration.ofHours(10));
    private static final Allowance RATE = Allowance.gcra(5, Duration.ofSeconds(50));

    @TempDir
    Path folder;

    private Instant now = JANUARY.plus(Duration.ofHours(12));

    private Path file() {
        return folder.resolve("counters/quotas");
    }

    /** Written when it is flushed or closed. */
    private FileStore open() {
        FileStore store = FileStore.at(file()).every(Duration.ofHours(1)).clock(() -> now);
        store.start();
        return store;
    }

    private static int taken(FileStore store, String key, Allowance allowance, int tries) throws IOException {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += store.take(List.of(Draw.of(key, allowance, 1)), BUDGET)
                            .get(0)
                            .enough()
                    ? 1
                    : 0;
        }
        return taken;
    }

    @Test
    void whatWasUsedIsUsedAfterARestartAndComesBackInItsTime() throws IOException {
        try (FileStore store = open()) {
            for (Allowance allowance : List.of(MONTH, FLEXIBLE, ROLLING, RATE)) {
                assertThat(taken(store, "q:" + allowance.algorithm(), allowance, 4))
                        .isEqualTo(4);
            }
        }
        try (FileStore store = open()) {
            for (Allowance allowance : List.of(MONTH, FLEXIBLE, ROLLING, RATE)) {
                assertThat(taken(store, "q:" + allowance.algorithm(), allowance, 4))
                        .as("%s", allowance)
                        .isOne();
            }
        }
        now = now.plus(Duration.ofHours(2));
        try (FileStore store = open()) {
            assertThat(taken(store, "q:GCRA", RATE, 9)).isEqualTo(5);
            assertThat(taken(store, "q:FIXED", FLEXIBLE, 9)).isEqualTo(5);
            assertThat(taken(store, "q:SLIDING", ROLLING, 9)).isZero();
            assertThat(taken(store, "q:WINDOW", MONTH, 9)).isZero();
        }
        now = now.plus(Duration.ofHours(9));
        try (FileStore store = open()) {
            assertThat(taken(store, "q:SLIDING", ROLLING, 9)).isEqualTo(5);
            assertThat(taken(store, "q:WINDOW", Allowance.window(5, FEBRUARY, FEBRUARY.plusSeconds(60)), 9))
                    .isEqualTo(5);
            assertThat(taken(store, "q:WINDOW", MONTH, 9)).isZero();
        }
    }

    @Test
    void aClockThatWasYearsAheadLocksNobodyOutAndOneThatGoesBackALittleGivesNothing() throws IOException {
        now = now.plus(Duration.ofDays(1_000));
        try (FileStore store = open()) {
            for (Allowance allowance : List.of(FLEXIBLE, ROLLING, RATE)) {
                String key = "q:" + allowance.algorithm();
                assertThat(taken(store, key, allowance, 9)).isEqualTo(5);
                now = now.minus(Duration.ofMinutes(70));
                assertThat(taken(store, key, allowance, 9)).as("%s", allowance).isZero();
                now = now.minus(Duration.ofDays(1_000));
                assertThat(taken(store, key, allowance, 9)).as("%s", allowance).isZero();
                now = now.plus(Duration.ofHours(11));
                assertThat(taken(store, key, allowance, 9)).as("%s", allowance).isEqualTo(5);
                now = now.plus(Duration.ofDays(1_000));
            }
        }
    }

    @Test
    void aCrashLosesOnlyWhatWasNotWritten() throws IOException {
        FileStore crashed = open();
        taken(crashed, "q:a", MONTH, 3);
        assertThat(crashed.flush()).isTrue();
        taken(crashed, "q:a", MONTH, 1);
        // As the file is at this moment.
        Path copy = Files.copy(file(), folder.resolve("copy"));
        try (FileStore store = FileStore.at(copy).clock(() -> now)) {
            store.start();
            assertThat(taken(store, "q:a", MONTH, 9)).isEqualTo(2);
        }
        crashed.close();
    }

    @Property(tries = 40)
    void aFileThatBreaksOffAnywhereIsReadUpToThere(@ForAll long seed) throws IOException {
        // Properties are given no folder.
        try (ThrowawayFolder own = ThrowawayFolder.named("hauberk-counters")) {
            aFileThatBreaksOffIsReadUpToThere(own.path().resolve("quotas"), new Random(seed));
        }
    }

    private void aFileThatBreaksOffIsReadUpToThere(Path path, Random random) throws IOException {
        FileStore store = FileStore.at(path).every(Duration.ofHours(1)).clock(() -> now);
        store.start();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken(store, "q:a", MONTH, 1);
            store.flush();
            lengths.add((int) Files.size(path));
        }
        store.close();
        byte[] whole = Files.readAllBytes(path);
        int cut = lengths.get(0) + random.nextInt(whole.length - lengths.get(0) + 1);
        byte[] broken = Arrays.copyOf(whole, cut);
        if (random.nextBoolean() && cut > lengths.get(0)) {
            broken[lengths.get(0) + random.nextInt(cut - lengths.get(0))] ^= (byte) (1 << random.nextInt(7));
        }
        Files.write(path, broken);
        try (FileStore again = FileStore.at(path).clock(() -> now)) {
            again.start();
            int left = taken(again, "q:a", MONTH, 9);
            assertThat(left).as("the first line was whole").isLessThanOrEqualTo(4);
            assertThat(taken(again, "q:b", MONTH, 9)).isEqualTo(5);
        }
    }

    @Test
    void rubbishIsLeftOut() throws IOException {
        try (FileStore store = open()) {
            taken(store, "q:a", MONTH, 3);
        }
        Files.writeString(
                file(),
                "rubbish\n\n q:a WINDOW 1 2 3 abc\nq:a WINDOW 99 99 99\n" + "x".repeat(10_000),
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.APPEND);
        try (FileStore store = open()) {
            assertThat(taken(store, "q:a", MONTH, 9)).isEqualTo(2);
        }
        try (FileStore store = open()) {
            assertThat(taken(store, "q:a", MONTH, 9)).isZero();
        }
    }

    @Test
    void aFileThatIsNoneOfCountersStaysAsItIs() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "my life's work\n");
        try (FileStore store = FileStore.at(precious).clock(() -> now)) {
            store.start();
            assertThat(taken(store, "q:a", MONTH, 9)).as("in memory").isEqualTo(5);
            assertThat(store.flush()).isFalse();
        }
        assertThat(precious).hasContent("my life's work");
    }

    @Test
    void whileNothingCanBeWrittenItCountsInMemoryAndWritesLater() throws IOException {
        Path blocked = folder.resolve("blocked");
        Files.writeString(blocked, "a file where a folder should be");
        FileStore store = FileStore.at(blocked.resolve("quotas"))
                .every(Duration.ofHours(1))
                .clock(() -> now);
        store.start();
        assertThat(taken(store, "q:a", MONTH, 4)).isEqualTo(4);
        assertThat(store.flush()).isFalse();
        Files.delete(blocked);
        assertThat(store.flush()).isTrue();
        store.close();
        try (FileStore again = FileStore.at(blocked.resolve("quotas")).clock(() -> now)) {
            again.start();
            assertThat(taken(again, "q:a", MONTH, 9)).isOne();
        }
    }

    @Test
    void whatAFullDiskTookHalfOfIsTakenBackAndWrittenLater() throws IOException {
        AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
        Journal journal = new Journal(folder.resolve("full")) {
            @Override
            void write(FileChannel file, byte[] bytes, long at) throws IOException {
                int fits = Math.min(bytes.length, room.get());
                super.write(file, Arrays.copyOf(bytes, fits), at);
                if (fits < bytes.length) {
                    throw new IOException("No space left on device");
                }
            }
        };
        try (journal) {
            assertThat(journal.tryOwn()).isTrue();
            journal.replace(Map.of("q:a", "WINDOW 1 2 3"));
            journal.append(Map.of("q:b", "WINDOW 1 2 4"));
            long before = Files.size(folder.resolve("full"));
            room.set(7);
            assertThatThrownBy(() -> journal.append(Map.of("q:a", "WINDOW 1 2 5")))
                    .hasMessageContaining("No space");
            assertThatThrownBy(() -> journal.replace(Map.of("q:a", "WINDOW 1 2 5")))
                    .hasMessageContaining("No space");
            assertThat(folder.resolve("full")).hasSize(before);
            assertThat(folder.resolve("full.new")).doesNotExist();
            room.set(Integer.MAX_VALUE);
            journal.append(Map.of("q:a", "WINDOW 1 2 6"));
            Journal.Contents contents = journal.read();
            assertThat(contents.damaged()).isZero();
            assertThat(contents.cells().get("q:a").numbers).containsExactly(6);
            assertThat(contents.cells().get("q:b").numbers).containsExactly(4);
        }
    }

    @Test
    void aLinkBesideTheFileIsReplacedAndNotFollowed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "my life's work");
        Files.createSymbolicLink(folder.resolve("quotas.new"), precious);
        try (Journal journal = new Journal(folder.resolve("quotas"))) {
            journal.replace(Map.of("q:a", "WINDOW 1 2 3"));
            assertThat(journal.read().cells()).containsKey("q:a");
        }
        assertThat(precious).hasContent("my life's work");
    }

    @Test
    void aFileBelongsToOneAtATimeAndIsTakenOverThen() throws IOException {
        FileStore first = open();
        taken(first, "q:a", MONTH, 3);
        FileStore second = open();
        assertThat(taken(second, "q:a", MONTH, 1)).as("in memory").isOne();
        assertThat(second.flush()).isFalse();
        first.close();
        assertThat(second.flush()).isTrue();
        assertThat(taken(second, "q:a", MONTH, 9))
                .as("three of the first, one of its own")
                .isOne();
        second.close();
    }

    @Test
    void aFileThatGrowsIsWrittenAnew() throws IOException {
        try (FileStore store = open()) {
            for (int i = 0; i < 200; i++) {
                for (int k = 0; k < 200; k++) {
                    taken(store, "quota:a-name-that-is-long:" + k, Allowance.window(1_000, JANUARY, FEBRUARY), 1);
                }
                store.flush();
            }
            assertThat(Files.size(file())).isLessThan(1_100_000);
        }
        try (FileStore store = open()) {
            assertThat(taken(store, "quota:a-name-that-is-long:7", Allowance.window(1_000, JANUARY, FEBRUARY), 1_000))
                    .isEqualTo(800);
        }
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        try (FileStore store = open()) {
            store.flush();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keysStayWithinTheirBoundAndNobodyBeginsAfreshBecauseOfOthers() throws IOException {
        try (FileStore store = open().maxKeys(100)) {
            store.start();
            taken(store, "q:ada", MONTH, 5);
            int taken = 0;
            for (int i = 0; i < 3_000; i++) {
                taken += taken(store, "q:stranger" + i, MONTH, 1);
            }
            assertThat(taken).isBetween(99, 99 + 64 * 5);
            assertThat(taken(store, "q:ada", MONTH, 1)).isZero();
        }
    }

    @Test
    void severalCountersAreTakenTogetherOrNotAtAll() throws IOException {
        try (FileStore store = open()) {
            taken(store, "q:a", MONTH, 5);
            List<Level> levels = store.take(List.of(Draw.of("q:b", FLEXIBLE, 1), Draw.of("q:a", MONTH, 1)), BUDGET);
            assertThat(levels).extracting(Level::enough).containsExactly(true, false);
            assertThat(store.peek(List.of(Draw.of("q:b", FLEXIBLE, 1)), BUDGET)
                            .get(0)
                            .used())
                    .isZero();
            store.reset(List.of(Draw.of("q:a", MONTH, 0)), BUDGET);
            assertThat(taken(store, "q:a", MONTH, 9)).isEqualTo(5);
        }
    }

    @Test
    void manyThreadsTogetherTakeExactlyTheLimitWhileItIsWritten() throws Exception {
        Allowance month = Allowance.window(2_000, JANUARY, FEBRUARY);
        AtomicInteger taken = new AtomicInteger();
        try (FileStore store = FileStore.at(file()).every(Duration.ofMillis(10)).clock(() -> now)) {
            store.start();
            List<Thread> crowd = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Thread thread = new Thread(() -> {
                    try {
                        taken.addAndGet(taken(store, "q:a", month, 500));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                crowd.add(thread);
                thread.start();
            }
            for (Thread thread : crowd) {
                thread.join();
            }
        }
        assertThat(taken.get()).isEqualTo(2_000);
        try (FileStore store = open()) {
            assertThat(taken(store, "q:a", month, 9)).isZero();
        }
    }

    @Test
    void aClosedOneSaysSo() {
        FileStore store = open();
        store.close();
        store.close();
        assertThatThrownBy(() -> taken(store, "q:a", MONTH, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }
}
