package io.hauberk.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of files: {@code routes/*.yaml}, {@code **}{@code /*.yaml}, or just a name. Hidden files and folders, such as
 * those in which Kubernetes keeps the versions of a mounted volume, only match when they are named.
 */
final class Glob {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 16;

    private final Path folder;
    private final String pattern;

    private Glob(Path folder, String pattern) {
        this.folder = folder;
        this.pattern = pattern;
    }

    /** The pattern, relative to a folder. */
    static Glob of(Path folder, String pattern) {
        return new Glob(folder, pattern);
    }

    static boolean isPattern(String pattern) {
        return pattern.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** The files that match, sorted; none where there is no such folder or the pattern is broken. */
    List<Path> files() {
        try {
            if (!isPattern(pattern)) {
                Path file = folder.resolve(pattern).normalize();
                return Files.isRegularFile(file) ? List.of(file) : List.of();
            }
            Path start = start();
            PathMatcher matcher = matcher(start);
            return matcher == null || !Files.isDirectory(start) ? List.of() : walk(start, matcher);
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    private List<Path> walk(Path start, PathMatcher matcher) {
        try (Stream<Path> files = Files.walk(start, depth(), FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> !hidden(start.relativize(file)))
                    .filter(matcher::matches)
                    .filter(Files::isRegularFile)
                    .limit(MAX_FILES)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private @Nullable PathMatcher matcher(Path start) {
        String base = start.toString().isEmpty() ? "" : escaped(start.toString()) + "/";
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + base + rest());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The folder at which the first element with a wildcard is looked for. */
    private Path start() {
        return folder.resolve(pattern.substring(0, firstPatternElement())).normalize();
    }

    private String rest() {
        return pattern.substring(firstPatternElement());
    }

    private int firstPatternElement() {
        int wildcard = 0;
        while ("*?[{".indexOf(pattern.charAt(wildcard)) < 0) {
            wildcard++;
        }
        return pattern.lastIndexOf('/', wildcard) + 1;
    }

    private int depth() {
        return rest().contains("**") ? MAX_DEPTH : rest().split("/").length;
    }

    private static boolean hidden(Path relative) {
        for (Path element : relative) {
            String name = element.toString();
            if (name.startsWith(".") && !name.equals("..") && !name.equals(".")) {
                return true;
            }
        }
        return false;
    }

    private static String escaped(String path) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if ("*?[]{}\\".indexOf(c) >= 0) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }
}
