package io.hauberk.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that a configuration was read from, by what they held. Compares contents, through whatever symbolic links:
 * mounts and swapped links change without any time changing.
 */
final class Sources {
    static final long MAX_BYTES = 64L << 20;
    private static final String UNREADABLE = "unreadable";

    private final Map<Path, String> digests = new LinkedHashMap<>();
    private final Set<Glob> globs = new LinkedHashSet<>();

    /** The bytes of a file, which from now on is one of the sources, readable or not. */
    byte[] read(Path file, long maxBytes) throws IOException {
        digests.putIfAbsent(file, UNREADABLE);
        long size = Files.size(file);
        if (size > maxBytes) {
            digests.put(file, "of " + size);
            throw new IOException("it is larger than " + (maxBytes >> 10) + " KB");
        }
        byte[] bytes = Files.readAllBytes(file);
        digests.put(file, Fingerprint.of(bytes));
        return bytes;
    }

    /** The files of a pattern, which from now on is one of the sources. */
    List<Path> find(Glob glob) {
        globs.add(glob);
        return glob.files();
    }

    Set<Path> files() {
        return digests.keySet();
    }

    /** One text for what was read. */
    String asRead() {
        return digests.toString();
    }

    /** One text for what is there now: equal to {@link #asRead()} unless something has changed. */
    String asTheyAre() {
        Map<Path, String> now = new LinkedHashMap<>();
        for (Path file : digests.keySet()) {
            now.put(file, digest(file));
        }
        for (Glob glob : globs) {
            for (Path file : glob.files()) {
                now.computeIfAbsent(file, Sources::digest);
            }
        }
        return now.toString();
    }

    private static String digest(Path file) {
        try {
            long size = Files.size(file);
            return size > MAX_BYTES ? "of " + size : Fingerprint.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return UNREADABLE;
        }
    }
}
