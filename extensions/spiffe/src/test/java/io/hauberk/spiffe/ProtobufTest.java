package io.hauberk.spiffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufTest {
    @Test
    void theExamplesOfTheEncodingGuideAreRead() throws IOException {
        Protobuf text = new Protobuf(HexFormat.of().parseHex("120774657374696e67"));
        assertThat(text.next()).isEqualTo(2);
        assertThat(text.text()).isEqualTo("testing");
        assertThat(text.next()).isZero();

        Protobuf nested = new Protobuf(HexFormat.of().parseHex("1a03089601"));
        assertThat(nested.next()).isEqualTo(3);
        Protobuf inside = nested.message();
        assertThat(inside.next()).isEqualTo(1);
        inside.skip();
        assertThat(inside.next()).isZero();
    }

    @Test
    void unknownFieldsOfEachKindAreLeftOut() throws IOException {
        Protobuf message = new Protobuf(HexFormat.of().parseHex("0896011101020304050607081a01aa25010203042a0131"));
        for (int field = 1; field <= 4; field++) {
            assertThat(message.next()).isEqualTo(field);
            message.skip();
        }
        assertThat(message.next()).isEqualTo(5);
        assertThat(message.text()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a",
                "0a05aa",
                "0affffffff0f",
                "0affffffffffffffffff01",
                "08ffffffffffffffffffff01",
                "00",
                "0b",
                "25aa",
                "21aa"
            })
    void whatIsCutOrLiesAboutItsLengthIsRefused(String hex) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    @Property(tries = 5000)
    void whateverComesIsReadOrRefusedInASentence(@ForAll byte[] bytes) {
        try {
            Svids.read(bytes);
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith("The agent sent");
        }
    }

    private static void read(byte[] bytes) throws IOException {
        Protobuf message = new Protobuf(bytes);
        while (message.next() != 0) {
            message.skip();
        }
    }
}
