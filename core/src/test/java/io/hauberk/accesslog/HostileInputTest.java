package io.hauberk.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes from outside stays within its field, short, and without its secrets. */
class HostileInputTest {
    private static final String NASTY =
            "a\r\nGET / 200 \"\\ \u0000\u001b[2J\u0085\u2028\u2029\u202e\u2066\ufeff\ud800 \udc00 =x";

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r", "\n", "\"", "\\", "\u0000", "\u001b", "\u2028", "\u202e", "\ud83d", "\ude00", "=", " ", "{", "a",
                "&", ";", "?", "%0a");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(30).map(list -> String.join("", list)),
                Arbitraries.strings().ofMaxLength(200));
    }

    private static Request request(String text) {
        Exchange exchange = Exchange.begin(() -> 0);
        exchange.attach(Caller.unknown().withPrincipal(text, text).withAddress(text));
        exchange.matched(text);
        Headers headers = Headers.Edit.withRoomFor(2)
                .addUnchecked("User-Agent", text)
                .addUnchecked("x-a", text)
                .build();
        return Request.of(exchange, text, "http", text, "/" + text, text, headers, Body.empty());
    }

    @Property
    void anyTextIsOneLineOfJson(@ForAll("texts") String text) throws IOException {
        Lines lines = new Lines();
        FilterTest.of(lines.in(AccessLog.json().requestHeaders("x-a").maxLength(64)))
                .handle(request(text))
                .end(End.COMPLETED);

        requireOneLine(lines.only());
        Map<String, Object> read = lines.read();
        assertThat(read).containsEntry("status", 200L).containsEntry("end", "completed");
        read.values()
                .forEach(value -> assertThat(String.valueOf(value).length()).isLessThanOrEqualTo(64));
    }

    @Property
    void anyTextIsOneLineOfText(@ForAll("texts") String text) throws IOException {
        Lines lines = new Lines();
        FilterTest.of(lines.in(AccessLog.text().requestHeaders("x-a")))
                .handle(request(text))
                .end(End.COMPLETED);

        requireOneLine(lines.only());
        String unquoted = lines.only().replaceAll("\"([^\"\\\\]|\\\\.)*\"", "");
        assertThat(unquoted)
                .contains(" status=200 ")
                .containsOnlyOnce("end=completed")
                .doesNotContain("\"");
    }

    private static void requireOneLine(String line) {
        assertThat(line.chars())
                .noneMatch(c ->
                        c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x2028 && c <= 0x202e || c >= 0x2060 && c <= 0x206f);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isHighSurrogate(line.charAt(i))) {
                assertThat(Character.isLowSurrogate(line.charAt(++i))).isTrue();
            } else {
                assertThat(Character.isLowSurrogate(line.charAt(i))).isFalse();
            }
        }
    }

    @Test
    void whatIsReadBackIsWhatCame() throws IOException {
        Lines lines = new Lines();
        FilterTest.of(lines.json()).handle(request(NASTY)).end(End.COMPLETED);
        assertThat(lines.read())
                .containsEntry("principal", NASTY.replace('\ud800', '\ufffd').replace('\udc00', '\ufffd'));
    }

    @Test
    void longTextIsCutAndManyParametersAre() throws IOException {
        Lines lines = new Lines();
        Exchange exchange = Exchange.begin(() -> 0);
        Request request = Request.of(
                exchange,
                "GET",
                "http",
                "a",
                "/" + "x".repeat(5000),
                "a=1&".repeat(1000),
                Headers.empty(),
                Body.empty());
        FilterTest.of(lines.json()).handle(request).end(End.COMPLETED);
        assertThat(lines.read().get("path")).asString().hasSize(1024).endsWith("x\u2026");
        assertThat(lines.read().get("query")).asString().isEqualTo("a=*&".repeat(32) + '\u2026');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=1                 | a=*
            a=1&b=2             | a=*&b=2
            a=&b                | a=&b
            s3cret              | *
            &&                  | &&
            a=1;b=2;c=3         | a=*;b=2;c=*
            b=x;token=y         | b=x;token=*
            %62=1               | %62=*
            B=1                 | B=*
            b=1=2&=3            | b=1=2&=*
            """)
    void valuesOfParametersAreHiddenUnlessTheyAreAllowed(String query, String expected) {
        assertThat(Redaction.query(query, Set.of("b"), Set.of())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a/b                | /a/b
            /a;jsessionid=1/b   | /a;*/b
            /a;x;y/b;z          | /a;*/b;*
            /;                  | /;*
            """)
    void parametersOfPathsAreHidden(String path, String expected) {
        assertThat(Redaction.path(path)).isEqualTo(expected);
    }

    @Test
    void whatStandsBeforeTheHostIsHidden() {
        assertThat(Redaction.host("user:pass@shop.acme.test")).isEqualTo("shop.acme.test");
        assertThat(Redaction.field("location", "//u:p@h/a@b")).isEqualTo("//h/a@b");
        assertThat(Redaction.field("x-url", "https://h?a=b")).isEqualTo("https://h?a=b");
    }
}
