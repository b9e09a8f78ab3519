package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page {@code docs/configuration.md} against the code: neither has a key or a filter that the other has not. */
class ConfigurationReferenceTest {
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "..", "docs");
    private static final Pattern HEADING = Pattern.compile("#+ (?:`([^`]+)`|The file)");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|.*");

    /** Blocks whose keys are names that authors choose. */
    private static final Set<String> FREE = Set.of(
            "issuers",
            "consumers",
            "plans",
            "services",
            "policies",
            "stores",
            "status",
            "claims",
            "set",
            "add",
            "rename",
            "claimHeaders",
            "subset",
            "subsetFallback",
            "labels",
            "federation");

    /** Blocks of the code, by the heading of the page under which they stand. */
    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry("a route", "routes"),
            Map.entry("serviceDefaults", "services"),
            Map.entry("admin", "server.admin"),
            Map.entry("limits", "rateLimit.limits"),
            Map.entry("queue", "throttle.queue"),
            Map.entry("keyStore", "identity.keyStore"),
            Map.entry("keys", "consumers.entry"),
            Map.entry("passwords", "consumers.entry"),
            Map.entry("secrets", "consumers.entry"),
            Map.entry("publicKeys", "consumers.entry"),
            Map.entry("subjects", "consumers.entry"),
            Map.entry("peers", "consumers.entry"),
            Map.entry("from", "jwt.from"),
            Map.entry("dpop", "jwt.dpop"),
            Map.entry("resource", "jwt.resource"),
            Map.entry("allow", "authorize.rule"),
            Map.entry("deny", "authorize.rule"),
            Map.entry("audit", "authorize.rule"),
            Map.entry("not", "authorize.rule"),
            Map.entry("when", "authorize.rule"),
            Map.entry("times", "authorize.times"),
            Map.entry("external", "authorize.external"),
            Map.entry("cache", "authorize.external.cache"),
            Map.entry("the file", "The file"));

    @TempDir
    Path folder;

    @Test
    void everyKeyThatIsReadIsOnThePageAndTheOtherWayRound() throws IOException {
        assertThat(flat(told(page()))).containsExactlyInAnyOrderElementsOf(flat(read()));
    }

    private static Set<String> flat(Map<String, Set<String>> blocks) {
        Set<String> all = new TreeSet<>();
        blocks.forEach((block, keys) -> keys.forEach(key -> all.add(block + ": " + key)));
        return all;
    }

    @Test
    void everyFilterIsOnThePageAndWhatComesLaterIsInItsList() throws IOException {
        String page = page();
        Set<String> told = told(page).keySet();
        assertThat(told).containsAll(FilterTable.system().names());
        String later = page.substring(page.indexOf("## Not in this version"));
        for (String name : Later.FILTERS) {
            assertThat(later).contains('`' + name + '`');
            assertThat(FilterTable.system().names()).doesNotContain(name);
        }
    }

    @Test
    void theExamplesOfAllPagesAreValid() throws IOException {
        Written written = new Written(folder).withCertificates();
        int examples = 0;
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (String yaml : examples(Files.readString(page))) {
                    assertThat(written.write(yaml).validate())
                            .as("an example of %s", page)
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isPositive();
    }

    private static List<String> examples(String page) {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        List<String> whole = new ArrayList<>();
        while (blocks.find()) {
            if (Pattern.compile("^hauberk: 1", Pattern.MULTILINE)
                    .matcher(blocks.group(1))
                    .find()) {
                whole.add(blocks.group(1));
            }
        }
        return whole;
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("configuration.md"));
    }

    /** The keys of each table, by the heading above it. */
    private static Map<String, Set<String>> told(String page) {
        Map<String, Set<String>> told = new TreeMap<>();
        String heading = "";
        for (String line : page.lines().toList()) {
            Matcher found = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (found.matches()) {
                heading = found.group(1) == null ? "The file" : found.group(1);
            } else if (line.startsWith("#")) {
                heading = "";
            } else if (row.matches() && !heading.isEmpty()) {
                told.computeIfAbsent(heading, key -> new TreeSet<>()).add(row.group(1));
            }
        }
        return told;
    }

    /** The keys that the code asks for in a file that holds all of them. */
    private Map<String, Set<String>> read() throws IOException {
        Written written = new Written(folder).withCertificates().write(everything());
        Map<String, Set<String>> read = new TreeMap<>();
        List<NodeSettings> roots = new ArrayList<>();
        Hauberk.Loader loader = written.loader();
        new ConfigurationReader(written.file(), loader.setup(), Kept.nothing(), name -> request -> null)
                .onRead(roots::add)
                .read();
        roots.forEach(root -> collect(root.what(), "", root, read));
        return read;
    }

    private static void collect(String name, String parent, NodeSettings block, Map<String, Set<String>> read) {
        String heading = heading(name, parent);
        if (!FREE.contains(name) && !isFree(name, parent)) {
            Set<String> keys = read.computeIfAbsent(heading, key -> new TreeSet<>());
            keys.addAll(block.asked());
            if (FilterTable.system().find(heading) != null) {
                // Told once, for all filters.
                keys.remove("mode");
            }
        }
        for (NodeSettings child : block.children()) {
            collect(child.what(), name, child, read);
        }
    }

    private static boolean isFree(String name, String parent) {
        boolean names = name.equals("headers") || name.equals("query");
        return names && !parent.isEmpty();
    }

    private static String heading(String name, String parent) {
        if (Set.of("issuers", "consumers", "plans", "stores").contains(parent)) {
            return parent;
        }
        if (name.startsWith("service ")) {
            return "services";
        }
        if (name.equals("tls") && parent.equals("server")) {
            return "server.tls";
        }
        if (name.equals("limits") && parent.startsWith("service ")) {
            return "limits";
        }
        if (name.equals("limits") && parent.equals("quota")) {
            return "quota.limits";
        }
        return HEADINGS.getOrDefault(name, name);
    }

    private static String everything() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ConfigurationReferenceTest.class.getResourceAsStream("everything.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
