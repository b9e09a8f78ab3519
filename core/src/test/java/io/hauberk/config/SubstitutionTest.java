package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubstitutionTest {
    @Test
    void variablesArePutInWithTheirDefaults() {
        Text text = new Text("a: 'x-${NAME}-y'\nb: ${PORT:8080}\nc: ${EMPTY:}\nd: ${HOST:localhost}:${PORT:1}\n");
        text.environment.put("NAME", "n");
        text.environment.put("HOST", "h");
        NodeSettings settings = text.settings();

        assertThat(settings.text("a")).isEqualTo("x-n-y");
        assertThat(settings.number("b", 0, 1, 65_535)).isEqualTo(8080);
        assertThat(settings.text("c")).isEmpty();
        assertThat(settings.text("d")).isEqualTo("h:1");
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void anUnsetVariableWithoutDefaultIsAFaultWithItsLine() {
        Text text = new Text("a: 1\nb: ${NOT_THERE}\n");
        text.settings().text("b");

        assertThat(text.faults())
                .containsExactly("hauberk.yaml:2:4: The environment variable NOT_THERE is not set. Set it, or give a"
                        + " default: ${NOT_THERE:default}.");
    }

    @Test
    void aDoubledDollarIsALiteralOne() {
        Text text = new Text("a: $${NAME}\nb: cost $5 {x}\nc: $$${NAME:z}\n");
        NodeSettings settings = text.settings();

        assertThat(settings.text("a")).isEqualTo("${NAME}");
        assertThat(settings.text("b")).isEqualTo("cost $5 {x}");
        assertThat(settings.text("c")).isEqualTo("$${NAME:z}");
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void whatIsPutInIsNeitherYamlNorSubstitutedAgain() {
        Text text = new Text("a: ${VALUE}\n");
        text.environment.put("VALUE", "{ b: ${OTHER} }\nevil: [1]");

        assertThat(text.settings().text("a")).isEqualTo("{ b: ${OTHER} }\nevil: [1]");
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void filesArePutInWithoutTheirLastLineEnd(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("secret"), "s3cret\n");
        Text text = new Text(folder.resolve("hauberk.yaml"), "a: ${file:secret}\nb: ${file:" + folder + "/secret}\n");
        NodeSettings settings = text.settings();

        assertThat(settings.text("a")).isEqualTo("s3cret");
        assertThat(settings.text("b")).isEqualTo("s3cret");
        assertThat(text.reading.sources().files()).containsExactly(folder.resolve("secret"));
    }

    @Test
    void aMissingFileAWrongNameAndAnOpenEndAreFaults() {
        Text text = new Text("a: ${file:/nowhere/at/all}\nb: ${two words}\nc: ${OPEN\n");
        NodeSettings settings = text.settings();
        settings.text("a");
        settings.text("b");
        settings.text("c");

        assertThat(text.faults()).hasSize(3);
        assertThat(text.faults().get(0)).startsWith("hauberk.yaml:1:").contains("there is none");
        assertThat(text.faults().get(1)).startsWith("hauberk.yaml:2:").contains("names no variable");
        assertThat(text.faults().get(2)).startsWith("hauberk.yaml:3:").contains("never closed");
    }

    @Test
    void faultsDoNotTellWhatWasPutIn() {
        Text text = new Text("limit: ${SECRET}\n");
        text.environment.put("SECRET", "hunter2");
        text.settings().number("limit", 1, 1, 10);

        assertThat(text.faults())
                .hasSize(1)
                .first()
                .asString()
                .doesNotContain("hunter2")
                .contains("${SECRET}");
    }
}
