package io.hauberk.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Files that nobody else reads: 0600, in folders 0700, replaced in one step. */
final class Secrets {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Secrets() {}

    private static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, only("rwx------"));
        }
    }

    /** Writes a new file. It is never there with other permissions, and never half written. */
    static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(folder, ".draft", null, only("rw-------"));
        try {
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static void append(Path file, String line) throws IOException {
        if (!Files.exists(file)) {
            try {
                Files.createFile(file, only("rw-------"));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // Another thread was first.
                Files.size(file);
            }
        }
        Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    /** @throws IOException if others than its owner can read it */
    static void requirePrivate(Path file) throws IOException {
        if (POSIX) {
            Set<?> permissions = Files.getPosixFilePermissions(file);
            String text = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            if (permissions.size() > 2 || !text.endsWith("------")) {
                throw new IOException(file + " can be read by others than its owner. Run chmod 600 " + file + ".");
            }
        }
    }

    /** What stands in place of a secret in the name of a file. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one has not.", e);
        }
    }
}
