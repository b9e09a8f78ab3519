package io.hauberk.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemReaderTest {
    @Test
    void itemsOfTheDraftAreRead() {
        assertThat(ItemReader.read("\"burst\";q=100;w=60, \"daily\" ;q=1000;w=86400;qu=\"requests\";pk=:cGs=:"))
                .as("a blank before a parameter is not well-formed")
                .isEmpty();
        assertThat(ItemReader.read("\"burst\";q=100;w=60, \"daily\";q=1000;w=86400;qu=\"requests\";pk=:cGs=:"))
                .containsExactly(new Item("burst", -1, -1, 100, 60), new Item("daily", -1, -1, 1000, 86400));
        assertThat(ItemReader.read(" \"a \\\"b\\\\\"; r=5;t=30;x;y=?1;z=-1.5"))
                .containsExactly(new Item("a \"b\\", 5, 30, -1, -1));
        assertThat(ItemReader.read("token;r=0;r=3")).containsExactly(new Item("token", 3, -1, -1, -1));
        assertThat(ItemReader.read("\"a\";r=-4;t=2.5")).containsExactly(new Item("a", -1, -1, -1, -1));
        assertThat(ItemReader.read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a",
                "\"a\";r=",
                "\"a\";r=9999999999999999",
                "\"a\",",
                "\"a\";;r=1",
                "\"a\" \"b\"",
                "\"ä\";r=1",
                "\"a\\x\";r=1",
                "100;w=60",
                "\"a\";r=1.",
                "\"a\";pk=:abc",
                "\"a\";r=?2",
                "\"a\";R=1",
                "a,b,c,d,e,f,g,h,i"
            })
    void whatIsNotWellFormedIsIgnoredAsAWhole(String field) {
        assertThat(ItemReader.read(field)).isEmpty();
        assertThat(ItemReader.read("\"good\";r=1;t=1, " + field)).isEmpty();
    }

    @Test
    void aFieldThatIsTooLongIsIgnored() {
        assertThat(ItemReader.read("\"" + "a".repeat(2_000) + "\";r=1")).isEmpty();
    }

    @Property(tries = 2_000)
    void noFieldBreaksIt(@ForAll @StringLength(max = 60) String text) {
        assertThat(ItemReader.read(text)).hasSizeLessThanOrEqualTo(8);
    }

    @Property(tries = 2_000)
    void noFieldThatLooksLikeOneBreaksIt(@ForAll List<Part> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text));
        assertThat(ItemReader.read(text.toString())).hasSizeLessThanOrEqualTo(8);
    }

    enum Part {
        QUOTE("\""),
        NAME("a"),
        SEMICOLON(";"),
        REMAINING("r="),
        NUMBER("17"),
        COMMA(","),
        BLANK(" "),
        BACKSLASH("\\"),
        COLON(":"),
        QUESTION("?"),
        MINUS("-"),
        DOT(".");

        private final String text;

        Part(String text) {
            this.text = text;
        }
    }
}
