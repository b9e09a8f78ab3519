package io.hauberk.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredFieldsTest {
    @Test
    void eachKindOfValueIsRead() throws Exception {
        assertThat(StructuredFields.item("-42").value()).isEqualTo(-42L);
        assertThat(StructuredFields.item("4.5").value()).isEqualTo(new BigDecimal("4.5"));
        assertThat(StructuredFields.item("\"a \\\"b\\\\\"").value()).isEqualTo("a \"b\\");
        assertThat(StructuredFields.item("*foo123/456").value()).isEqualTo(new Token("*foo123/456"));
        assertThat(StructuredFields.item(":aGVsbG8=:").value())
                .isEqualTo(Bytes.of("hello".getBytes(StandardCharsets.US_ASCII)));
        assertThat(StructuredFields.item("?0").value()).isEqualTo(false);
        assertThat(StructuredFields.item("@1659578233").value()).isEqualTo(new Date(1659578233));
        assertThat(StructuredFields.item("%\"f%c3%bc%c3%bc\"").value()).isEqualTo(new DisplayString("füü"));
        Item item = StructuredFields.item("  text/html;charset=utf-8;q=1.0;x  ");
        assertThat(item.parameters().get("charset", Token.class)).isEqualTo(new Token("utf-8"));
        assertThat(item.parameters().get("x", Boolean.class)).isTrue();
        assertThat(item).hasToString("text/html;charset=utf-8;q=1.0;x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1 2", "1,", "-", "1.", "1.2345", "1234567890123.1", "1234567890123456", "\"a", "\"\\a\"",
                        "\"\u00fc\"",
                "\"\t\"", ":a:b:", ":aGVsbG8:x", ":aGVsbG9=:", ":a-b_:", "?2", "?", "@1.5", "@", "%\"%C3%BC\"",
                        "%\"%c3\"",
                "%\"%zz\"", "%a", "a;", "a;B=1", "a; ", "1;a=", "(1)", "\u00fc", "a=1", "\t1", "--1"
            })
    void whatIsNoItemIsRefused(String text) {
        assertThatThrownBy(() -> StructuredFields.item(text))
                .isInstanceOf(MalformedFieldException.class)
                .message()
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a,", "a,,b", ",a", "a b", "(a", "(a b", "(a,b)", "(a)b", "(a\tb)", "((a))", "a;b=(c)", "a, "})
    void whatIsNoListIsRefused(String text) {
        assertThatThrownBy(() -> StructuredFields.list(text)).isInstanceOf(MalformedFieldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1", "a=", "a=1,", "a=1 b=2", "=1", "a=1;", "1=a", "a=1,,b=2", "a =1", "a= 1"})
    void whatIsNoDictionaryIsRefused(String text) {
        assertThatThrownBy(() -> StructuredFields.dictionary(text)).isInstanceOf(MalformedFieldException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1,b=2 | a=1, b=2",
                "a, b;x=1 | a, b;x=1",
                "a=?1;x | a;x",
                "a=(1 2);y, b=() | a=(1 2);y, b=()",
                "a=1, a=2 | a=2",
                "a=1.50 | a=1.5",
                "a=-0 | a=0",
                "a=007 | a=7"
            })
    void dictionariesAreWrittenCanonically(String text, String canonical) throws Exception {
        assertThat(StructuredFields.write(StructuredFields.dictionary(text))).isEqualTo(canonical);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            Map<String, Member> written = new LinkedHashMap<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                written.put("k" + random.nextInt(9), random.nextBoolean() ? item(random) : inner(random));
            }
            String text = StructuredFields.write(written);
            assertThat(StructuredFields.write(StructuredFields.dictionary(text)))
                    .isEqualTo(text);
            List<Member> list = new ArrayList<>(written.values());
            assertThat(StructuredFields.list(StructuredFields.write(list))).hasToString(list.toString());
        }
    }

    @Test
    void anyTextIsReadOrRefused() {
        Random random = new Random(43);
        String alphabet = "ab1\"\\:?@%();=, .-*\t\u00fc";
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Map<String, Member> once = StructuredFields.dictionary(text.toString());
                assertThat(StructuredFields.write(StructuredFields.dictionary(StructuredFields.write(once))))
                        .isEqualTo(StructuredFields.write(once));
                read++;
            } catch (MalformedFieldException e) {
                continue;
            }
        }
        assertThat(read).isPositive();
    }

    private static Item item(Random random) {
        Parameters parameters = Parameters.NONE;
        for (int n = random.nextInt(3); n > 0; n--) {
            parameters = parameters.with("p" + random.nextInt(5), value(random));
        }
        return new Item(value(random), parameters);
    }

    private static InnerList inner(Random random) {
        List<Item> items = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            items.add(item(random));
        }
        return new InnerList(items, Parameters.NONE.with("z", true));
    }

    private static Object value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextLong() % 1_000_000_000_000_000L;
            case 1 -> BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000L, 3);
            case 2 -> "a\"\\ ~" + random.nextInt();
            case 3 -> new Token("t" + random.nextInt(9) + ":/");
            case 4 -> Bytes.of(new byte[] {(byte) random.nextInt(), (byte) random.nextInt()});
            case 5 -> random.nextBoolean();
            case 6 -> new Date(random.nextInt());
            default -> new DisplayString("ü%\"" + random.nextInt());
        };
    }
}
