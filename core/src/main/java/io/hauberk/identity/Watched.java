package io.hauberk.identity;

import io.hauberk.timer.Periodic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made of a few files, made again when their bytes change. What cannot be made leaves the last good one in
 * place. Compares contents, not times: links and mounts change without any time changing. Thread-safe.
 */
final class Watched<T> implements Origin<T> {
    private static final Logger log = LoggerFactory.getLogger(Watched.class);
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final int MAX_BYTES = 1 << 20;

    private final List<Path> files;
    private final Maker<T> maker;
    private final Consumer<T> inspector;
    private final Listeners<T> listeners = new Listeners<>();
    private final @Nullable Periodic polling;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile T current;
    private volatile @Nullable String problem;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    // Guarded by lock.
    private byte[] acceptedHash;
    private byte @Nullable [] suspectHash;

    /** @throws IllegalArgumentException if the files cannot be used, with a sentence */
    Watched(List<Path> files, Maker<T> maker) {
        this(files, maker, current -> {});
    }

    /** As above; the inspector sees what is in use after each round. */
    Watched(List<Path> files, Maker<T> maker, Consumer<T> inspector) {
        this(files, maker, inspector, true);
    }

    /** As above; without a watch a round is made by {@link #poll} only. */
    Watched(List<Path> files, Maker<T> maker, Consumer<T> inspector, boolean watched) {
        this.files = files;
        this.maker = maker;
        this.inspector = inspector;
        try {
            List<byte[]> contents = read();
            this.acceptedHash = hash(contents);
            this.current = maker.make(contents);
        } catch (BadMaterialException e) {
            throw new IllegalArgumentException(e.sentence(), e);
        }
        this.polling = watched ? Periodic.every(PERIOD, this::poll) : null;
    }

    @Override
    public T current() {
        return current;
    }

    /** Why the newest files are not in use; null if they are. */
    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public long accepted() {
        return accepted.sum();
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public AutoCloseable onChange(Consumer<T> listener) {
        return listeners.add(listener);
    }

    /** Looks at the files now. Returns whether something new was accepted. */
    @Override
    public boolean reload() {
        return look(false);
    }

    /** As {@link #reload}, but lets a round pass before it complains: files are replaced one after the other. */
    @Override
    public void poll() {
        look(true);
        inspector.accept(current);
    }

    @Override
    public void close() {
        if (polling != null) {
            polling.close();
        }
        listeners.clear();
    }

    private boolean look(boolean patient) {
        lock.lock();
        try {
            byte[] hash = new byte[0];
            try {
                List<byte[]> contents = read();
                hash = hash(contents);
                if (MessageDigest.isEqual(hash, acceptedHash)) {
                    problem = null;
                    suspectHash = null;
                    return false;
                }
                accept(hash, maker.make(contents));
                return true;
            } catch (BadMaterialException e) {
                boolean seenBefore = suspectHash != null && MessageDigest.isEqual(suspectHash, hash);
                suspectHash = hash;
                if (seenBefore || !patient) {
                    refuse(e);
                }
                return false;
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept(byte[] hash, T made) {
        acceptedHash = hash;
        suspectHash = null;
        problem = null;
        current = made;
        accepted.increment();
        log.info("Took over {} from {}.", made, files);
        listeners.tell(made);
    }

    private void refuse(BadMaterialException e) {
        if (!e.sentence().equals(problem)) {
            problem = e.sentence();
            refused.increment();
            log.warn("Kept {}, since the new files cannot be used: {}", current, e.sentence());
        }
    }

    private List<byte[]> read() throws BadMaterialException {
        List<byte[]> contents = new ArrayList<>(files.size());
        for (Path file : files) {
            contents.add(read(file));
        }
        return contents;
    }

    private static byte[] read(Path file) throws BadMaterialException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file.toRealPath())) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new BadMaterialException(file + " cannot be read: " + reason(e) + ".", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new BadMaterialException(file + " is larger than 1 MB. Is it the right file?");
        }
        return bytes;
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is none";
        }
        return e instanceof AccessDeniedException ? "access denied" : e.toString();
    }

    private static byte[] hash(List<byte[]> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] bytes : contents) {
                digest.update((byte) (bytes.length >>> 16));
                digest.update((byte) (bytes.length >>> 8));
                digest.update((byte) bytes.length);
                digest.update(bytes);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one has not.", e);
        }
    }

    /** Makes the thing of the bytes of its files. */
    @FunctionalInterface
    interface Maker<T> {
        T make(List<byte[]> contents) throws BadMaterialException;
    }
}
