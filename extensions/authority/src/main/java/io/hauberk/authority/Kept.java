package io.hauberk.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a member keeps for its next start: {@code tls.crt}, {@code tls.key} and {@code ca.crt}, 0600. The key is the last to
 * be replaced, so files that were cut off in between do not fit and are not used.
 */
final class Kept {
    private Kept() {}

    static void write(Path folder, Issued issued) throws IOException {
        Secrets.folder(folder);
        Secrets.write(folder.resolve("ca.crt"), PemText.of(issued.authorities()));
        Secrets.write(folder.resolve("tls.crt"), PemText.of(issued.chain()));
        Secrets.write(folder.resolve("tls.key"), PemText.of(issued.key()));
    }

    /** What is there; null if nothing is. */
    static @Nullable Issued read(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("tls.key"))) {
            return null;
        }
        Secrets.requirePrivate(folder.resolve("tls.key"));
        return new Issued(
                PemText.certificates(folder.resolve("tls.crt")),
                PemText.key(folder.resolve("tls.key")),
                PemText.certificates(folder.resolve("ca.crt")));
    }
}
