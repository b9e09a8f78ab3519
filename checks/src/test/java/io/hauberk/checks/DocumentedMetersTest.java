package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The meters on the pages {@code docs/configuration.md} and {@code docs/stores.md} are those that the code has. */
class DocumentedMetersTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Pattern BUILT = Pattern.compile("(?:builder|counter|timer|gauge|summary)\\(\\s*\"([a-z.]+)\"");
    private static final Pattern NAMED = Pattern.compile(
            "\"(hauberk\\.(?:mesh|circuit|retry|jwks|concurrency|shedding|throttle|partner|tls|discovery|store)\\.[a-z.]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:hauberk|http)\\.[a-z._]+)` \\|");

    @Test
    void everyMeterIsOnThePageAndTheOtherWayRound() throws IOException {
        Set<String> told = new TreeSet<>();
        for (String page : List.of("docs/configuration.md", "docs/stores.md")) {
            Matcher rows = ROW.matcher(Files.readString(ROOT.resolve(page)));
            while (rows.find()) {
                told.add(rows.group(1));
            }
        }
        Set<String> built = new TreeSet<>();
        for (Path module : modules()) {
            try (Stream<Path> sources = Files.walk(module.resolve("src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java")).forEach(file -> collect(file, built));
            }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(built);
    }

    /** All that is for use: none of them is without meters for ever. */
    private static List<Path> modules() throws IOException {
        List<Path> modules = new ArrayList<>();
        for (String module : List.of("core", "servlet-adapter", "client-interceptors")) {
            modules.add(ROOT.resolve(module));
        }
        try (Stream<Path> extensions = Files.list(ROOT.resolve("extensions"))) {
            extensions
                    .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                    .forEach(modules::add);
        }
        assertThat(modules).hasSizeGreaterThan(20);
        return modules;
    }

    private static void collect(Path source, Set<String> built) {
        String code;
        try {
            code = Files.readString(source).replaceAll("(?m)^\\s*\\*.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Pattern pattern : List.of(BUILT, NAMED)) {
            Matcher names = pattern.matcher(code.replace("active_requests", "active.requests"));
            while (names.find()) {
                built.add(names.group(1).replace("active.requests", "active_requests"));
            }
        }
    }
}
