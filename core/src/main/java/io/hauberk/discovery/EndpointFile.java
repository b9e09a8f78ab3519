package io.hauberk.discovery;

import io.hauberk.config.BlockList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that a file lists, in YAML or JSON: {@code [ "http://10.0.0.1:8080", { url: …, weight: 2, zone: a } ]}.
 * Looks at the file twice a second, by its path, so that a file that is replaced and a link that is turned count (as
 * Kubernetes turns one where a ConfigMap changes). A new content counts once it was the same in two looks: it may be
 * written bit by bit. Made by {@link Discovery#file}. Immutable, thread-safe.
 */
public final class EndpointFile implements Discovery {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_ENTRIES = 10_000;

    private final Path file;

    private EndpointFile(Path file) {
        this.file = file;
    }

    static EndpointFile of(Path file) {
        return new EndpointFile(file);
    }

    @Override
    public Watch watch(Watcher watcher) {
        return Rounds.begin(watcher, EVERY, new Reader());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return "file " + file;
    }

    private final class Reader implements Rounds.Look {
        private byte @Nullable [] taken;
        private byte @Nullable [] seen;

        @Override
        public Duration look(Consumer<List<Endpoint>> found) throws IOException {
            byte[] now;
            try {
                now = read();
                boolean settled = taken == null && seen == null || Arrays.equals(now, seen);
                seen = now;
                if (!settled || Arrays.equals(now, taken)) {
                    return EVERY;
                }
                found.accept(BlockList.read(
                        file,
                        new String(now, StandardCharsets.UTF_8),
                        "endpoints",
                        "url",
                        MAX_ENTRIES,
                        Endpoint::from));
            } catch (IOException | RuntimeException e) {
                // Whatever comes next is told, even if it is what there was before.
                taken = null;
                throw e;
            }
            taken = now;
            return EVERY;
        }
    }

    private byte[] read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than 8 MB, too large for a list of endpoints.");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist.", e);
        }
    }
}
