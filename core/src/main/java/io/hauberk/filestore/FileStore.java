package io.hauberk.filestore;

import io.hauberk.CounterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Counters of one process that survive its restarts, in a file.
 *
 * <p>What is counted is written once a second, and at {@link #close}. A crash loses what was counted since; a full disk loses
 * nothing, unless the process ends before there is room again. The file belongs to one process at a time: another one that
 * names it counts in memory, says so in the log, and takes the file over once it is free. What is in the file are names of
 * callers as {@code Pseudonyms} makes them, and numbers; only its owner may read it.
 *
 * <p>Time is the machine's wall clock. An operation never uses the disk; the first ones wait for the file to be read, within
 * their budget, and count in memory after that, to which the file is added. Thread-safe; memory is bounded by {@link #maxKeys}. Begins nothing until {@link #start}.
 */
public final class FileStore implements CounterStore {
    private static final int MAX_KEYS = 100_000;
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Path file;
    private final int maxKeys;
    private final Duration every;
    private final InstantSource clock;
    private final Cells cells;
    private final Keeper keeper;

    private FileStore(Path file, int maxKeys, Duration every, InstantSource clock) {
        this.file = file;
        this.maxKeys = maxKeys;
        this.every = every;
        this.clock = clock;
        this.cells = new Cells(maxKeys);
        this.keeper = new Keeper(file, cells, every, clock);
    }

    /** Counters in that file, which is made where there is none; so is its folder. */
    public static FileStore at(Path file) {
        return new FileStore(file, MAX_KEYS, EVERY, InstantSource.system());
    }

    /** How many counters there are at a time. Default: 100,000. Beyond it newcomers share some, and are refused early. */
    public FileStore maxKeys(int keys) {
        if (keys < 1 || keys > 10_000_000) {
            throw new IllegalArgumentException(
                    "A file of counters holds 1 to 10000000 keys, but maxKeys is " + keys + ".");
        }
        return new FileStore(file, keys, every, clock);
    }

    /** How often what has changed is written, 10 ms to an hour. Default: 1 s. */
    public FileStore every(Duration time) {
        if (time.compareTo(Duration.ofMillis(10)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "A file of counters is written each 10 ms to 1 h, but this says " + time + ".");
        }
        return new FileStore(file, maxKeys, time, clock);
    }

    /** The wall clock. Default: the machine's. */
    public FileStore clock(InstantSource other) {
        return new FileStore(file, maxKeys, every, other);
    }

    private long now() {
        return Math.max(0, Arithmetic.nanos(clock.instant()));
    }

    @Override
    public List<Level> take(List<Draw> draws, Duration budget) throws IOException {
        keeper.awaitRead(budget);
        return cells.take(draws, now(), true);
    }

    @Override
    public List<Level> peek(List<Draw> draws, Duration budget) throws IOException {
        keeper.awaitRead(budget);
        return cells.take(draws, now(), false);
    }

    @Override
    public List<Level> adjust(List<Draw> draws, Duration budget) throws IOException {
        keeper.awaitRead(budget);
        return cells.adjust(draws, now());
    }

    @Override
    public void reset(List<Draw> draws, Duration budget) throws IOException {
        keeper.awaitRead(budget);
        cells.reset(draws);
    }

    @Override
    public void start() {
        keeper.start();
    }

    /** Writes what has changed now; whether that has worked. Blocks for the disk. */
    public boolean flush() {
        return keeper.flush();
    }

    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public String toString() {
        return "file " + file;
    }
}
