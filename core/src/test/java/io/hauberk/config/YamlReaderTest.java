package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Scalar;
import io.hauberk.config.Node.Sequence;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    private final Path file = Path.of("hauberk.yaml");
    private final Faults faults = new Faults(file);

    @Test
    void everyScalarIsTextWithItsPlace() {
        Mapping root = mapping("a: 1.10\nb: [off, 'x']\n\n  # note\nc: {d: on}\n");

        assertThat(scalar(root, "a").written()).isEqualTo("1.10");
        Sequence b = (Sequence) value(root, "b");
        assertThat(b.items()).extracting(node -> ((Scalar) node).written()).containsExactly("off", "x");
        assertThat(((Mapping) value(root, "c")).find("d").key().place()).isEqualTo(new Place(file, 5, 5));
    }

    @Test
    void nothingIsToldFromAnEmptyText() {
        Mapping root = mapping("a:\nb: ''\nc: ~\nd: 'null'\n");

        assertThat(scalar(root, "a").missing()).isTrue();
        assertThat(scalar(root, "b").missing()).isFalse();
        assertThat(scalar(root, "c").missing()).isTrue();
        assertThat(scalar(root, "d").missing()).isFalse();
    }

    @Test
    void anAliasStandsForWhatItsAnchorHolds() {
        Mapping root = mapping("x-limits: &limits { limit: 5 }\nuse: *limits\n");

        assertThat(((Mapping) value(root, "use")).find("limit")).isNotNull();
    }

    @Test
    void brokenYamlIsAFaultWithItsLine() {
        assertThat(read("a: 1\nb: [1, 2\nc: 3\n")).isNull();
        assertThat(fault()).startsWith("hauberk.yaml:3:").contains("This is not YAML");
    }

    @Test
    void aBraceWithoutQuotesIsAFaultThatSaysSo() {
        assertThat(read("a: { b: ${NAME} }\n")).isNull();
        assertThat(fault()).startsWith("hauberk.yaml:1:").contains("needs quotes");
    }

    @Test
    void aTabAsIndentationIsAFaultWithItsLine() {
        assertThat(read("a:\n\tb: 1\n")).isNull();
        assertThat(fault()).startsWith("hauberk.yaml:2:");
    }

    @Test
    void aMergeKeyIsAFaultThatSaysWhatToDo() {
        read("x-a: &a { limit: 5 }\nb:\n  <<: *a\n");

        assertThat(fault()).startsWith("hauberk.yaml:3:3: Merge keys (<<) are not understood");
    }

    @Test
    void aKeyThatStandsTwiceIsAFaultWithBothLines() {
        read("a: 1\nb: 2\na: 3\n");

        assertThat(fault())
                .startsWith("hauberk.yaml:3:1: The key \"a\" stands here for the second time")
                .contains("line 1");
    }

    @Test
    void aSecondDocumentATagAndAnUnknownAliasAreFaults() {
        assertThat(read("a: 1\n---\nb: 2\n")).isNull();
        assertThat(read("a: !ruby/object 1\n")).isNull();
        assertThat(read("a: *nobody\n")).isNull();
        assertThat(read("a: &loop [ *loop ]\n")).isNull();

        assertThat(faults.sorted()).hasSize(4);
    }

    @Test
    void anEmptyFileIsAFault() {
        assertThat(read("")).isNull();
        assertThat(read("# only a note\n")).isNull();
        assertThat(faults.sorted()).hasSize(1);
        assertThat(fault()).contains("hauberk: 1");
    }

    @Test
    void aTemplateThatWasNotRenderedIsAFault() {
        assertThat(read("port: {{ .Values.port }}\n")).isNull();
        assertThat(fault()).startsWith("hauberk.yaml:1:").contains("template");
    }

    @Test
    void whatAliasesExpandToIsCapped() {
        StringBuilder bomb = new StringBuilder("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append('x').append(i).append(": &x").append(i).append(" [");
            for (int j = 0; j < 10; j++) {
                bomb.append(j == 0 ? "" : ", ").append("*x").append(i - 1);
            }
            bomb.append("]\n");
        }

        assertThat(read(bomb.toString())).isNull();
        assertThat(fault()).contains("aliases are expanded");
    }

    @Test
    void depthAndSizeAreCapped() {
        assertThat(read("[".repeat(100) + "]".repeat(100))).isNull();
        assertThat(fault()).contains("nested deeper");
    }

    @Test
    void aCharacterThatYamlForbidsIsAFaultWithItsLine() {
        assertThat(read("a: 1\nb: x\u0001y\n")).isNull();
        assertThat(fault()).startsWith("hauberk.yaml:2").contains("U+0001");
    }

    private @Nullable Node read(String yaml) {
        return YamlReader.read(yaml, file, faults);
    }

    private Mapping mapping(String yaml) {
        Node node = read(yaml);
        assertThat(faults.sorted()).isEmpty();
        return (Mapping) Objects.requireNonNull(node);
    }

    private String fault() {
        return faults.sorted().get(0).toString();
    }

    private static Node value(Mapping mapping, String key) {
        return Objects.requireNonNull(mapping.find(key)).value();
    }

    private static Scalar scalar(Mapping mapping, String key) {
        return (Scalar) value(mapping, key);
    }
}
