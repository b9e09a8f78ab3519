package io.hauberk.jwt;

import io.hauberk.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Keys in a file. It is read again every few seconds, by its path, so that a file that was replaced or a link that was
 * turned counts.
 */
final class FileKeys implements KeySource {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Path path;

    FileKeys(Path path) {
        this.path = path;
    }

    @Override
    public Loaded load(Deadline deadline) throws IOException {
        return new Loaded(read(path), EVERY, EVERY);
    }

    /** The content of a file of keys. */
    static String read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(WebKeys.MAX_BYTES + 1);
            if (bytes.length > WebKeys.MAX_BYTES) {
                throw new IOException(path + " is larger than " + WebKeys.MAX_BYTES + " bytes, too large for keys.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path + " does not exist.");
        }
    }

    @Override
    public boolean polled() {
        return true;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
