package io.hauberk.filestore;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The file. Each line is a name, a cell and a checksum; a later line of a name replaces the ones before. Owned by one process
 * at a time, by a lock on a file beside it. Used by one thread.
 */
class Journal implements AutoCloseable {
    private static final String FIRST = "hauberk-counters 1";
    private static final long SMALL = 1_000_000;

    private final Path path;
    private @Nullable FileChannel lockFile;
    private @Nullable FileChannel channel;
    private long length;
    private long compactLength;

    Journal(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** Tries to become the owner of the file; false if another process is. */
    boolean tryOwn() throws IOException {
        if (lockFile != null) {
            return true;
        }
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel file = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean owned = false;
        try {
            FileLock lock = file.tryLock();
            owned = lock != null;
        } catch (OverlappingFileLockException e) {
            // Another store of this process.
        } finally {
            if (owned) {
                lockFile = file;
            } else {
                file.close();
            }
        }
        return owned;
    }

    /** What the file says. Lines that are damaged, as the last one after a crash, are left out. */
    Contents read() throws IOException {
        Map<String, Cell> cells = new HashMap<>();
        int damaged = 0;
        if (!Files.exists(path)) {
            return new Contents(cells, 0);
        }
        try (BufferedReader in = new BufferedReader(
                new java.io.InputStreamReader(Files.newInputStream(path), StandardCharsets.ISO_8859_1))) {
            String line = in.readLine();
            if (line != null && !line.equals(FIRST)) {
                throw new IOException("The file " + path + " is none of counters. Name another one.");
            }
            for (line = in.readLine(); line != null; line = in.readLine()) {
                damaged += read(line, cells) ? 0 : 1;
            }
        }
        return new Contents(cells, damaged);
    }

    private static boolean read(String line, Map<String, Cell> cells) {
        int end = line.lastIndexOf(' ');
        if (end < 0 || line.length() > 4_000 || !line.substring(end + 1).equals(sum(line.substring(0, end)))) {
            return false;
        }
        String[] words = line.substring(0, end).split(" ");
        Cell cell = Cell.of(words, 1);
        if (cell != null) {
            cells.put(words[0], cell);
        }
        return cell != null;
    }

    private static String sum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(crc.getValue());
    }

    private static byte[] bytes(Map<String, String> lines, boolean whole) {
        StringBuilder text = new StringBuilder(lines.size() * 100 + 32);
        if (whole) {
            text.append(FIRST).append('\n');
        }
        lines.forEach((name, cell) -> {
            String line = name + ' ' + cell;
            text.append(line).append(' ').append(sum(line)).append('\n');
        });
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether so much has been appended that the file had better be written anew. */
    boolean grown() {
        return channel == null || length > Math.max(SMALL, 4 * compactLength);
    }

    /** Appends lines. After a failure nothing of them is in the file. */
    void append(Map<String, String> lines) throws IOException {
        FileChannel file = channel;
        if (file == null) {
            throw new IOException("The file " + path + " has not been written yet.");
        }
        byte[] bytes = bytes(lines, false);
        try {
            // Where a write failed half way, its beginning is overwritten.
            write(file, bytes, length);
            file.force(false);
            length += bytes.length;
        } catch (IOException e) {
            shorten(file);
            throw e;
        }
    }

    private void shorten(FileChannel file) {
        try {
            file.truncate(length);
        } catch (IOException e) {
            // The checksum of the half line will not fit.
            closeQuietly();
        }
    }

    /** Writes all of it beside the old file, which it replaces in one step. */
    void replace(Map<String, String> lines) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        byte[] bytes = bytes(lines, true);
        Files.deleteIfExists(fresh);
        FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try {
            ownersOnly(fresh);
            write(file, bytes, 0);
            file.force(true);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            file.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
        forceFolder();
        closeQuietly();
        channel = file;
        length = bytes.length;
        compactLength = bytes.length;
    }

    /** So that a cut of power does not bring the old file back; not all systems can do that for a folder. */
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Then its contents follow when the system likes.
        }
    }

    private static void ownersOnly(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (UnsupportedOperationException e) {
            // Not a file system of POSIX.
        }
    }

    /** For tests of disks that are full. */
    void write(FileChannel file, byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long position = at;
        while (buffer.hasRemaining()) {
            position += file.write(buffer, position);
        }
    }

    private void closeQuietly() {
        FileChannel old = channel;
        channel = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            // What was forced is there.
        }
    }

    @Override
    public void close() throws IOException {
        closeQuietly();
        FileChannel lock = lockFile;
        lockFile = null;
        if (lock != null) {
            lock.close();
        }
    }

    /** What a file says, and how many lines say nothing. */
    record Contents(Map<String, Cell> cells, int damaged) {}
}
