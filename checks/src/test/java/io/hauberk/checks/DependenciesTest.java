package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of one adapter gets with it. The lists are exact, so that a new dependency is a decision. */
class DependenciesTest {

    private static final String[] GATEWAY_ONLY = {
        "hauberk-api",
        "hauberk-core",
        "jspecify",
        "slf4j-api",
        "caffeine",
        "error_prone_annotations",
        "nimbus-jose-jwt",
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
    void theModulePathHoldsBothSides() throws IOException {
        Stream<Path> servletApi = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("jakarta.servlet-api"))
                .map(Path::of);
        Path[] path = Stream.of(
                        Stream.of(Part.SERVLET.classes(), Part.OKHTTP.classes()),
                        classPath(Part.OKHTTP).stream(),
                        servletApi)
                .flatMap(entries -> entries)
                .toArray(Path[]::new);
        Set<String> roots = Set.of("io.hauberk.servlet", "io.hauberk.okhttp");

        // Resolution and definition find a missing module, a split package and a service nobody provides.
        assertThatCode(() -> {
                    ModuleLayer boot = ModuleLayer.boot();
                    Configuration found =
                            boot.configuration().resolveAndBind(ModuleFinder.of(path), ModuleFinder.ofSystem(), roots);
                    boot.defineModulesWithOneLoader(found, ClassLoader.getPlatformClassLoader());
                })
                .doesNotThrowAnyException();
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
