package io.hauberk.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Join tokens: 256 random bits, good for one certificate of one member until a time. A file for each, named by its hash, so
 * that who reads the folder cannot join. Taking one is deleting its file, which succeeds for one only.
 */
final class Tokens {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MAX = 10_000;

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Tokens(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** A new one; it is not kept, so show it now. */
    String create(Member member, Duration life) throws IOException {
        Secrets.folder(folder);
        sweep();
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        Instant end = clock.instant().plus(life);
        Secrets.write(folder.resolve(Secrets.hash(token)), end + "\n" + member.text());
        return token;
    }

    /** Whom the token is for; it is used up with that. */
    Member take(String token) throws RefusedException, IOException {
        if (!FORM.matcher(token).matches()) {
            throw unknown();
        }
        Path file = folder.resolve(Secrets.hash(token));
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
            Files.delete(file);
        } catch (NoSuchFileException e) {
            throw unknown();
        }
        if (!end(lines).isAfter(clock.instant())) {
            throw unknown();
        }
        return Member.parse(lines.subList(1, lines.size()));
    }

    /** One sentence for all, so that nobody learns which it was. */
    private static RefusedException unknown() {
        return new RefusedException(401, "The join token is unknown, used or expired. Ask for a new one.");
    }

    private static Instant end(List<String> lines) {
        try {
            return lines.isEmpty() ? Instant.MIN : Instant.parse(lines.get(0));
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    /** Those of this member are good for nothing any more. */
    void forget(String id) throws IOException {
        remove(lines -> lines.size() > 1 && lines.get(1).equals(id));
    }

    /** Removes some; returns how many are left. Others may take theirs meanwhile. */
    private int remove(Predicate<List<String>> which) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
        int left = 0;
        for (Path file : all) {
            left += removed(file, which) ? 0 : 1;
        }
        return left;
    }

    private static boolean removed(Path file, Predicate<List<String>> which) throws IOException {
        try {
            if (!which.test(Files.readAllLines(file))) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        } catch (NoSuchFileException e) {
            // It was taken.
            return true;
        }
    }

    /** Removes those that are over. */
    private void sweep() throws IOException {
        int left = remove(lines -> !end(lines).isAfter(clock.instant()));
        if (left >= MAX) {
            throw new IOException(
                    "There are " + left + " join tokens that were not used. Wait for some to expire, or delete them.");
        }
    }
}
