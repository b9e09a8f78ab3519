package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application of modules with Jetty, compiled and started with everything on the module path. */
class ModulePathTest {
    private static final Path SOURCES = Path.of("src/test/module-app");

    /**
     * Tomcat's module holds the servlet API itself, and two jars of ZooKeeper share a package; the rest is for tests,
     * and not all of it is modules.
     */
    private static final List<String> NO_MODULES = List.of(
            "tomcat",
            "zookeeper",
            "junit",
            "archunit",
            "assertj",
            "hauberk-checks",
            "surefire",
            "checks/target",
            "-tests.jar",
            "test-classes",
            "grpc-",
            "samples",
            "glassfish",
            "jaxrs",
            "spring-web");

    @Test
    void aModularApplicationStartsAndAnswers(@TempDir Path classes) throws Exception {
        compile(classes);

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modulePath() + File.pathSeparator + classes,
                        "-m",
                        "io.hauberk.checks.app/io.hauberk.checks.app.Main")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            try (Load load = new Load(port(out))) {
                assertThat(load.get("/here/1")).isEqualTo("io.hauberk.checks.app at /here/1 by /here/**");
                assertThat(load.get("/away/2")).isEqualTo("io.hauberk.checks.app at /here/2 by /here/**");
            }
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void compile(Path classes) throws Exception {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Stream<String> options = Stream.of("-p", modulePath(), "-d", classes.toString());
            Stream<String> sources = files.map(Path::toString).filter(file -> file.endsWith(".java"));
            int status = ToolProvider.findFirst("javac")
                    .orElseThrow()
                    .run(out, out, Stream.concat(options, sources).toArray(String[]::new));
            assertThat(status).as(said.toString()).isZero();
        }
    }

    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NO_MODULES.stream().noneMatch(entry::contains))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Skips what is logged before. */
    private static int port(BufferedReader out) throws Exception {
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                return Integer.parseInt(line.substring("ready ".length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("The application has not started:\n" + said);
    }
}
