package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    @Test
    void anUnknownKeyIsAFaultWithItsLineAndWhatWasProbablyMeant() {
        Text text = new Text("limit: 5\nburts: 7\n");
        NodeSettings settings = text.settings();
        settings.number("limit", 1, 1, 10);
        settings.number("burst", 1, 1, 10);
        settings.finish();

        assertThat(text.faults())
                .containsExactly("hauberk.yaml:2:1: Unknown key \"burts\" in the file. Did you mean \"burst\"?");
    }

    @Test
    void anUnknownKeyThatResemblesNothingIsToldWhatThereIs() {
        Text text = new Text("colour: red\n");
        NodeSettings settings = text.settings();
        settings.text("limit");
        settings.text("per");
        settings.finish();

        assertThat(text.faults())
                .containsExactly("hauberk.yaml:1:1: Unknown key \"colour\" in the file. It takes limit, per.");
    }

    @Test
    void otherWaysToWriteANameAreRecognised() {
        assertThat(Suggestion.closest("rate-limit", List.of("rateLimit", "quota")))
                .isEqualTo("rateLimit");
        assertThat(Suggestion.closest("rate_limit", List.of("rateLimit", "quota")))
                .isEqualTo("rateLimit");
        assertThat(Suggestion.closest("tiemout", List.of("rateLimit", "timeout")))
                .isEqualTo("timeout");
        assertThat(Suggestion.closest("zebra", List.of("rateLimit", "timeout"))).isNull();
    }

    @Test
    void keysThatBeginWithXAreIgnored() {
        Text text = new Text("x-note: anything\nx-anchor: &a { b: '${UNSET}' }\n");
        text.settings().finish();

        assertThat(text.faults()).isEmpty();
    }

    @Test
    void unknownKeysOfNestedBlocksAreFaultsToo() {
        Text text = new Text("backoff: { base: 1s, mux: 2s }\nlist: [ { a: 1, b: 2 } ]\n");
        NodeSettings settings = text.settings();
        Settings backoff = settings.block("backoff");
        backoff.duration("base");
        backoff.duration("max");
        settings.blocks("list").get(0).text("a");
        settings.finish();

        assertThat(text.faults()).hasSize(2).first().asString().contains("Did you mean \"max\"");
    }

    @Test
    void whatATemplatingToolMadeOfOnAndOffIsUnderstood() {
        Text text = new Text("mode: false\nclients: true\nretry: { true: [503] }\n");
        NodeSettings settings = text.settings();

        assertThat(settings.word("mode", "enforce", Set.of("enforce", "shadow", "off")))
                .isEqualTo("off");
        assertThat(settings.word("clients", "off", Set.of("on", "off"))).isEqualTo("on");
        assertThat(settings.block("retry").texts("on")).containsExactly("503");
        settings.finish();
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void numbersKeepTheirTextAndLargeOnesMayComeInScientificNotation() {
        Text text = new Text("version: 1.10\nlimit: 1e+06\nhalf: 0.5\nsum: 0x10\n");
        NodeSettings settings = text.settings();

        assertThat(settings.text("version")).isEqualTo("1.10");
        assertThat(settings.number("limit", 0, 0, 10_000_000)).isEqualTo(1_000_000);
        assertThat(settings.number("half", 7, 0, 10)).isEqualTo(7);
        assertThat(settings.number("sum", 8, 0, 100)).isEqualTo(8);
        assertThat(text.faults())
                .containsExactly(
                        "hauberk.yaml:3:1: half \"0.5\" is not a whole number such as 100.",
                        "hauberk.yaml:4:1: sum \"0x10\" is not a whole number such as 100.");
    }

    @Test
    void durationsHaveUnits() {
        Text text = new Text("a: 250ms\nb: 1d\nc: PT2S\nd: 1.5s\ne: 5\nf: 0s\ng: -1s\nh: 99999999d\n");
        NodeSettings settings = text.settings();

        assertThat(settings.duration("a")).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.duration("b")).isEqualTo(Duration.ofDays(1));
        assertThat(settings.duration("c")).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.duration("d")).isEqualTo(Duration.ofMillis(1500));
        for (String wrong : List.of("e", "f", "g", "h")) {
            assertThat(settings.duration(wrong)).isNull();
        }
        assertThat(text.faults()).hasSize(4).first().asString().contains(":5:").contains("with its unit");
    }

    @Test
    void sizesPeriodsAndPercentagesAreTyped() {
        Text text = new Text("a: 16KB\nb: 1MB\nc: 512\nper: month\np: 50\nq: 0.5\nr: 101\ns: 0\nt: 1\n");
        NodeSettings settings = text.settings();

        assertThat(settings.size("a", 0)).isEqualTo(16_384);
        assertThat(settings.size("b", 0)).isEqualTo(1_048_576);
        assertThat(settings.size("c", 0)).isEqualTo(512);
        assertThat(settings.period("per")).isEqualTo(Duration.ofDays(30));
        assertThat(settings.percent("p", 1)).isEqualTo(50);
        assertThat(settings.percent("s", 1)).isZero();
        assertThat(settings.percent("t", 7)).isEqualTo(1);
        assertThat(settings.percent("q", 7)).isEqualTo(7);
        assertThat(settings.percent("r", 7)).isEqualTo(7);
        assertThat(text.faults())
                .hasSize(2)
                .first()
                .asString()
                .contains("meant as a ratio")
                .contains("write 50");
    }

    @Test
    void oneValueCountsAsAListOfOne() {
        Text text = new Text("a: x\nb: [x, y]\nc: { d: 1 }\ne: [ { d: 1 }, short ]\n");
        NodeSettings settings = text.settings();

        assertThat(settings.texts("a")).containsExactly("x");
        assertThat(settings.texts("b")).containsExactly("x", "y");
        assertThat(settings.blocks("c")).extracting(block -> block.text("d")).containsExactly("1");
        assertThat(settings.blocks("e", "d"))
                .extracting(block -> block.text("d"))
                .containsExactly("1", "short");
        settings.finish();
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void headersThatBeginWithXAreNotIgnored() {
        Text text = new Text("set: { x-a: '1', X-B: 2 }\n");

        assertThat(text.settings().entries("set")).isEqualTo(Map.of("x-a", "1", "X-B", "2"));
        assertThat(text.faults()).isEmpty();
    }

    @Test
    void aKeyWithoutValueIsAFault() {
        Text text = new Text("filters:\nname: x\n");
        NodeSettings settings = text.settings();
        settings.blocks("filters");
        settings.text("filters");

        assertThat(text.faults())
                .containsExactly("hauberk.yaml:1:9: filters has no value. Give it one, or leave it out.");
    }

    @Test
    void aValueOfTheWrongShapeIsAFault() {
        Text text = new Text("a: [1]\nb: { c: 1 }\nd: x\n");
        NodeSettings settings = text.settings();
        settings.text("a");
        settings.text("b");
        settings.block("d");

        assertThat(text.faults())
                .containsExactly(
                        "hauberk.yaml:1:4: a is a list, but it must be a single value.",
                        "hauberk.yaml:2:4: b is a block, but it must be a single value.",
                        "hauberk.yaml:3:4: d is a single value, but it must be a block of names and values.");
    }

    @Test
    void namesStandForThingsOfTheFile() {
        Text text = new Text("issuer: [corp, crop]\nother: [nobody-at-all]\n");
        text.reading.names().declare(Integer.class, "issuer");
        text.reading.names().put(Integer.class, "corp", 1);
        NodeSettings settings = text.settings();

        assertThat(settings.named("issuer", Integer.class)).containsExactly(1);
        assertThat(settings.named("other", Integer.class)).isEmpty();
        assertThat(text.faults())
                .containsExactly(
                        "hauberk.yaml:1:16: There is no issuer \"crop\". Did you mean \"corp\"?",
                        "hauberk.yaml:2:9: There is no issuer \"nobody-at-all\". There are: corp.");
        assertThat(settings.uses()).containsExactly(1);
    }

    @Test
    void relativeFilesStartAtTheFolderOfTheFile() {
        Text text = new Text(Path.of("/etc/hauberk/main.yaml"), "a: tls.crt\nb: /x/y\n");
        NodeSettings settings = text.settings();

        assertThat(settings.file("a")).isEqualTo(Path.of("/etc/hauberk/tls.crt"));
        assertThat(settings.file("b")).isEqualTo(Path.of("/x/y"));
    }

    @Test
    void equalBlocksHaveOneCanonicalText() {
        Text one = new Text("a: 1\nb: { c: '2', d: [x, y] }\n");
        Text two = new Text("b:\n  d: [ 'x', y ]\n  c: 2\na: \"1\"\n");
        Text three = new Text("a: 1\nb: { c: '2', d: [y, x] }\n");

        assertThat(canonical(one)).isEqualTo(canonical(two)).isNotEqualTo(canonical(three));
    }

    @Test
    void atMostAHundredFaultsAreToldSortedByLine() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            yaml.append("key").append(i).append(": 1\n");
        }
        Text text = new Text(yaml.toString());
        text.settings().finish();

        assertThat(text.faults()).hasSize(101).last().asString().contains("150 more");
        assertThat(text.faults().get(99)).startsWith("hauberk.yaml:100:");
    }

    private static String canonical(Text text) {
        return text.reading.canonical(text.settings().block());
    }
}
