package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a user of one adapter gets with it. The lists are exact, so that a new dependency is a decision. */
class DependenciesTest {
    private static final Pattern NETTY = Pattern.compile("netty-(?!tcnative)[a-z0-9-]+-([0-9][0-9.]+)\\.Final.*\\.jar");

    private static final String[] GATEWAY_ONLY = {
        "hauberk-api",
        "hauberk-core",
        "jspecify",
        "slf4j-api",
        "caffeine",
        "error_prone_annotations",
        "nimbus-jose-jwt",
        "resilience4j-circuitbreaker",
        "resilience4j-core",
        "micrometer-core",
        "micrometer-commons",
        "micrometer-observation",
        "HdrHistogram",
        "snakeyaml-engine"
    };

    @Test
    void aGatewayOnlyUserGetsNoKotlinAndNoOkHttp() throws IOException {
        assertThat(artifacts(Part.SERVLET))
                .containsExactlyInAnyOrder(GATEWAY_ONLY)
                .noneMatch(name -> name.startsWith("kotlin") || name.startsWith("okhttp") || name.startsWith("okio"));
    }

    @Test
    void theClientSideAddsOkHttpAndWhatOkHttpNeeds() throws IOException {
        assertThat(artifacts(Part.OKHTTP))
                .contains(GATEWAY_ONLY)
                .hasSize(GATEWAY_ONLY.length + 4)
                .contains("okhttp-jvm", "okio-jvm", "kotlin-stdlib", "annotations");
    }

    @Test
    void theModulePathHoldsBothSides() {
        assertThatCode(() -> define(modulePath(Stream.empty()))).doesNotThrowAnyException();
    }

    /** A limit that the documents tell: the module of Tomcat holds the servlet API itself. */
    @Test
    void tomcatCannotStandBesideTheServletApiOnTheModulePath() {
        assertThatThrownBy(() -> define(modulePath(here("tomcat-"))))
                .hasMessageContaining("jakarta.servlet")
                .hasMessageContaining("tomcat");
    }

    /** All modules are on this class path. With parts of two versions Redis' client cannot connect. */
    @Test
    void allOfNettyIsOfOneVersion() {
        Set<String> versions = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Matcher jar = NETTY.matcher(Path.of(entry).getFileName().toString());
            if (jar.matches()) {
                versions.add(jar.group(1));
            }
        }
        assertThat(versions).singleElement().asString().startsWith("4.2.");
    }

    @Test
    void whatWeRequireHasAModuleNameOfItsOwn() throws IOException {
        ModuleFinder all = ModuleFinder.of(modulePath(Stream.empty()));
        Set<String> required = new TreeSet<>();
        for (ModuleReference module : all.findAll()) {
            if (module.descriptor().name().startsWith("io.hauberk")) {
                module.descriptor().requires().forEach(other -> required.add(other.name()));
            }
        }
        assertThat(required).contains("okhttp3", "org.slf4j");
        for (String name : required) {
            Optional<ModuleReference> module = all.find(name);
            if (module.isPresent() && module.get().descriptor().isAutomatic()) {
                assertThat(nameInManifest(module.get())).isEqualTo(name);
            }
        }
    }

    private static @Nullable String nameInManifest(ModuleReference module) throws IOException {
        try (JarFile jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
        }
    }

    /** Users get by the BOM what this build was tested with; the empty {@code okhttp} takes the place of an old one. */
    @Test
    void theBomNamesWhatMustFitTogether() throws Exception {
        Map<String, String> managed = managed(Part.API.classes().resolve("../../../bom/pom.xml"));
        String jars = classPath(Part.OKHTTP).toString();

        for (String artifact : List.of("okhttp-jvm", "okio-jvm", "kotlin-stdlib", "slf4j-api")) {
            assertThat(jars).contains(artifact + "-" + managed.get(artifact) + ".jar");
        }
        assertThat(managed).containsEntry("okhttp", managed.get("okhttp-jvm"));
        assertThat(managed).containsEntry("okio", managed.get("okio-jvm"));
    }

    /** The managed versions by artifact. */
    private static Map<String, String> managed(Path pom) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        Map<String, String> versions = new HashMap<>();
        NodeList dependencies = document.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String version = text(dependency, "version");
            if (version.startsWith("${") && !version.startsWith("${project")) {
                version = text(document.getDocumentElement(), version.substring(2, version.length() - 1));
            }
            versions.put(text(dependency, "artifactId"), version);
        }
        return versions;
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private static Path[] modulePath(Stream<Path> more) throws IOException {
        return Stream.of(
                        Stream.of(Part.SERVLET.classes(), Part.OKHTTP.classes()),
                        classPath(Part.OKHTTP).stream(),
                        here("jakarta.servlet-api"),
                        more)
                .flatMap(entries -> entries)
                .toArray(Path[]::new);
    }

    /** What this test has on its own class path. */
    private static Stream<Path> here(String name) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains(name))
                .map(Path::of);
    }

    /** Resolution and definition find a missing module, a split package and a service nobody provides. */
    private static void define(Path... path) {
        Set<String> roots = new TreeSet<>(Set.of("io.hauberk.servlet", "io.hauberk.okhttp"));
        ModuleFinder finder = ModuleFinder.of(path);
        finder.find("org.apache.tomcat.embed.core")
                .ifPresent(tomcat -> roots.add(tomcat.descriptor().name()));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration found = boot.configuration().resolveAndBind(finder, ModuleFinder.ofSystem(), roots);
        boot.defineModulesWithOneLoader(found, ClassLoader.getPlatformClassLoader());
    }

    private static List<String> artifacts(Part part) throws IOException {
        return classPath(part).stream().map(DependenciesTest::artifact).toList();
    }

    private static List<Path> classPath(Part part) throws IOException {
        String line =
                Files.readString(part.target().resolve("runtime-classpath.txt")).trim();
        return Arrays.stream(line.split(File.pathSeparator)).map(Path::of).toList();
    }

    /** The artifact of a jar by its name, or of a module of this build by its folder. */
    private static String artifact(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals("classes")
                ? "hauberk-" + entry.getParent().getParent().getFileName()
                : name.replaceFirst("-[0-9].*", "");
    }
}
