package io.hauberk.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that is deleted with all that is in it when it is closed. For what lives longer than a test or is made outside of
 * one; a test itself has {@code @TempDir}. Links are deleted and not followed. Closing it again does nothing.
 */
public final class ThrowawayFolder implements AutoCloseable {
    private final Path path;

    private ThrowawayFolder(Path path) {
        this.path = path;
    }

    /** Makes one in the folder of the system for what is temporary, with a name that begins so. */
    public static ThrowawayFolder named(String prefix) throws IOException {
        return new ThrowawayFolder(Files.createTempDirectory(prefix));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Deletes it. What others delete meanwhile is no failure. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e.getCause();
            }
            close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
