package io.hauberk.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code in docs/wrap-your-client.md is code that a test compiles and runs. */
class ClientGuideTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern COMPILED = Pattern.compile("// guide\n(.*?)// end", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "Retrofit, retrofit/src/test/java/io/hauberk/retrofit/MeshCallsTest.java",
        "The JDK's HttpClient, jdk-client/src/test/java/io/hauberk/jdk/MeshHttpClientTest.java",
        "Apache HttpClient 5, apache-client/src/test/java/io/hauberk/apache/MeshExecTest.java",
        "Spring, spring-client/src/test/java/io/hauberk/spring/MeshRequestsTest.java",
        "Feign, feign/src/test/java/io/hauberk/feign/MeshCapabilityTest.java",
        "JAX-RS, jaxrs-client/src/test/java/io/hauberk/jaxrs/MeshConnectorTest.java"
    })
    void showsWhatIsCompiled(String chapter, String test) throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/wrap-your-client.md"));
        int begin = guide.indexOf("```java\n", guide.indexOf("## " + chapter + "\n")) + "```java\n".length();
        String shown = guide.substring(begin, guide.indexOf("```", begin));
        StringBuilder compiled = new StringBuilder();
        Matcher parts =
                COMPILED.matcher(Files.readString(ROOT.resolve("extensions").resolve(test)));
        while (parts.find()) {
            compiled.append(parts.group(1));
        }

        assertThat(words(shown)).isNotEmpty().isEqualTo(words(compiled.toString()));
    }

    /** Without what a formatter decides. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
