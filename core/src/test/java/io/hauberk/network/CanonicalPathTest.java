package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b.c",
                "/.well-known/x",
                "/..a",
                "/a..",
                "/...",
                "/a:b@c,d=e+f!$&'()*",
                "/%20",
                "/%25",
                "/50%25off",
                "/100%25",
                "/%25zz",
                "/%C3%A4",
                "/%F0%9F%98%80",
                "/%3F%23",
                "/~-_",
                "/%5B%7C",
            })
    void whatIsCanonicalStaysTheSameInstance(String path) {
        CanonicalPath canonical = CanonicalPath.of(path);

        assertThat(canonical.flaw()).isNull();
        assertThat(canonical.text()).isSameAs(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/%61%2Db, /a-b",
        "/%7euser, /~user",
        "/%c3%a4, /%C3%A4",
        "/a%2eb, /a.b",
        "/%2ehidden, /.hidden",
        "/a|b, /a%7Cb",
        "'/{a}[b]', /%7Ba%7D%5Bb%5D",
        "'/\"<>^`', /%22%3C%3E%5E%60",
    })
    void equalPathsBecomeOneText(String raw, String canonical) {
        assertThat(CanonicalPath.of(raw).flaw()).isNull();
        assertThat(CanonicalPath.of(raw).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "'', RELATIVE",
        "a, RELATIVE",
        "*, RELATIVE",
        "http://a/b, RELATIVE",
        "//, EMPTY_ELEMENT",
        "//admin, EMPTY_ELEMENT",
        "/a//b, EMPTY_ELEMENT",
        "/a//, EMPTY_ELEMENT",
        "/., DOT_SEGMENT",
        "/.., DOT_SEGMENT",
        "/./a, DOT_SEGMENT",
        "/a/../b, DOT_SEGMENT",
        "/a/.., DOT_SEGMENT",
        "/%2e/a, DOT_SEGMENT",
        "/%2E%2e/a, DOT_SEGMENT",
        "/.%2e/a, DOT_SEGMENT",
        "/a/%2e., DOT_SEGMENT",
        "/a%2F..%2Fb, DOT_SEGMENT",
        "/a%2f%2e%2e/b, DOT_SEGMENT",
        "/a\\b, BACKSLASH",
        "/a%5Cb, BACKSLASH",
        "/a%5cb, BACKSLASH",
        "/a;b, PARAMETER",
        "/public;/../admin, PARAMETER",
        "/a/..;/b, PARAMETER",
        "/a%3Bb, PARAMETER",
        "/a#b, DELIMITER",
        "/a?b, DELIMITER",
        "/a b, CONTROL",
        "/a%00b, CONTROL",
        "/a%0d%0aX:%20y, CONTROL",
        "/a%7F, CONTROL",
        "/%, BAD_ESCAPE",
        "/a%2, BAD_ESCAPE",
        "/%zz, BAD_ESCAPE",
        "/%u002f, BAD_ESCAPE",
        "/%+41, BAD_ESCAPE",
        "/ä, NOT_ASCII",
        "/%FF, BAD_UTF8",
        "/%80, BAD_UTF8",
        "/%C3, BAD_UTF8",
        "/%C3a, BAD_UTF8",
        "/%C3%41, BAD_UTF8",
        "/%C3/a, BAD_UTF8",
        "/%C0%AF, BAD_UTF8",
        "/%C1%9C, BAD_UTF8",
        "/%E0%80%AF, BAD_UTF8",
        "/%F0%80%80%AF, BAD_UTF8",
        "/%ED%A0%80, BAD_UTF8",
        "/%F4%90%80%80, BAD_UTF8",
        "/%F8%88%80%80%80, BAD_UTF8",
        "/%252f, DOUBLE_ENCODED",
        "/%252e%252e, DOUBLE_ENCODED",
        "/%25252f, DOUBLE_ENCODED",
        "/%255c, DOUBLE_ENCODED",
        "/%2500, DOUBLE_ENCODED",
        "/%25%32%66, DOUBLE_ENCODED",
        "/%252%66, DOUBLE_ENCODED",
        "/%253b, DOUBLE_ENCODED",
    })
    void whatIsAmbiguousOnceDecodedHasAFlaw(String raw, PathFlaw flaw) {
        assertThat(CanonicalPath.of(raw).flaw()).isEqualTo(flaw);
        assertThat(CanonicalPath.of(raw).text()).isSameAs(raw);
    }

    @Test
    void controlCharactersAndRawBytesAreFlaws() {
        for (char c = 0; c <= ' '; c++) {
            assertThat(CanonicalPath.of("/a" + c).flaw()).isEqualTo(PathFlaw.CONTROL);
        }
        for (char c = 0x80; c < 0x200; c++) {
            assertThat(CanonicalPath.of("/a" + c).flaw()).isEqualTo(PathFlaw.NOT_ASCII);
        }
    }

    @Test
    void anEncodedSlashIsMarked() {
        assertThat(CanonicalPath.of("/a%2fb").text()).isEqualTo("/a%2Fb");
        assertThat(CanonicalPath.of("/a%2fb").encodedSlash()).isTrue();
        assertThat(CanonicalPath.of("/a%20b").encodedSlash()).isFalse();
    }

    @Test
    void whatAPersonWritesMayHaveAnyCharacter() {
        assertThat(CanonicalPath.written("/café/%7e")).isEqualTo("/caf%C3%A9/~");
        assertThatThrownBy(() -> CanonicalPath.written("/a/../b"))
                .hasMessage("The path \"/a/../b\" can match nothing: it has a dot segment (. or ..).");
    }

    @Test
    void anyTextIsEitherFlawedOrCanonicalForGood() {
        SplittableRandom random = new SplittableRandom(11);
        String signs = "/./%%%2ef5cC30aAbB8x;\\#? ~é\u0000";
        int good = 0;
        for (int i = 0; i < 300_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int j = random.nextInt(14); j > 0; j--) {
                raw.append(signs.charAt(random.nextInt(signs.length())));
            }
            CanonicalPath once = CanonicalPath.of(raw.toString());
            if (once.flaw() == null) {
                good++;
                assertThat(CanonicalPath.of(once.text()).text()).isSameAs(once.text());
                assertThat(CanonicalPath.of(once.text()).encodedSlash()).isEqualTo(once.encodedSlash());
                harmlessOnceDecoded(raw.toString(), once);
            }
        }
        assertThat(good).isGreaterThan(20_000);
    }

    /** What a service makes of the canonical path is what the raw one said, and has nothing to trip over. */
    private static void harmlessOnceDecoded(String raw, CanonicalPath canonical) {
        String decoded = decoded(canonical.text());
        assertThat(decoded).isEqualTo(decoded(raw));
        for (String element : decoded.split("/", -1)) {
            assertThat(element).isNotIn(".", "..").doesNotContain("\\", ";", "\u0000");
        }
        if (!canonical.encodedSlash()) {
            assertThat(decoded).doesNotContain("//");
        }
        assertThat(decoded.contains("%2f") || decoded.contains("%2F") || decoded.contains("%2e"))
                .isFalse();
    }

    private static String decoded(String path) {
        byte[] bytes = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(path + " is no UTF-8", e);
        }
    }
}
