package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servlet adapter on Servlet 6.0, in a JVM of its own: {@link Servlet60}. */
class Servlet60Test {
    @ParameterizedTest
    @CsvSource({"/, 200, 0 null", "/redirect, 302, ''", "/async, 200, 0 null"})
    void fieldsGoFromTheRequestAndLoseTheirValueInTheAnswer(String path, int status, String text) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        Servlet60.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                RawHttp http = RawHttp.connect(port(out.readLine()))) {
            RawMessage answer = http.get(path, "X-Spoofed: me");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.headers().all("X-Mapped")).containsExactly("1");
            // Servlet 6.1 takes the whole field away.
            assertThat(answer.headers().all("X-Secret")).containsExactly("");
        } finally {
            process.destroyForcibly();
        }
    }

    private static int port(String line) throws IOException {
        if (line == null || !line.startsWith("ready ")) {
            throw new IOException("Tomcat 10.1 has not started: " + line);
        }
        return Integer.parseInt(line.substring("ready ".length()));
    }

    private static String classPath() {
        String old = Path.of(System.getProperty("basedir", "."))
                .resolve(System.getProperty("hauberk.target", "target"))
                .resolve("servlet-6.0")
                .resolve("*")
                .toString();
        return Stream.concat(
                        Stream.of(old),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.contains("tomcat-") && !entry.contains("jakarta.servlet-api")))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
