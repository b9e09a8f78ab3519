package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardeningTest {
    private static final Hardening HARDENING = Hardening.standard().loopsOf("edge");

    private @Nullable Request passed;

    @Test
    void whatIsClearPassesUntouched() {
        Request request = request("GET", "/a/b?c=d%20e&f=%zz", "Host", "localhost", "Accept", "*/*", "X", "a\tb\u00e4");

        assertThat(handle(request).status()).isEqualTo(200);
        assertThat(passed).isSameAs(request);
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE, 405, trace-or-connect",
        "CONNECT, 405, trace-or-connect",
        "get, 501, method",
        "PURGE, 501, method",
        "PRI, 501, method",
        "'GE T', 400, method",
        "'', 400, method",
        "'GÄT', 400, method",
    })
    void methodsThatNobodyKnowsAreRefused(String method, int status, String rule) {
        assertRefused(request(method, "/"), status, rule);
    }

    @Test
    void aRefusedMethodSaysWhichAreAllowed() {
        assertThat(handle(request("TRACE", "/")).headers().first("Allow")).startsWith("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "QUERY", "PROPFIND", "PURGE"})
    void otherMethodsPass(String method) throws IOException {
        Hardening hardening = HARDENING.methods(List.of("PURGE"));

        assertThat(hardening.handle(request(method, "/"), r -> Response.of(204)).status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//admin",
                "/a/../b",
                "/a/%2e%2e/b",
                "/a%5Cb",
                "/a\\b",
                "/a%00",
                "/a;x",
                "/a/..;/b",
                "/a#b",
                "/%c0%af",
                "/a%252fb",
                "/é",
                "/%",
                "*",
                "a",
                "",
            })
    void ambiguousPathsAreRefused(String path) {
        Response response = handle(request("GET", path));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.rejection().reason()).isEqualTo("ambiguous-path");
        assertThat(response.rejection().detail()).startsWith("The path ");
    }

    @Test
    void theServerAsAWholeMayBeAskedForItsOptions() {
        assertThat(handle(request("OPTIONS", "*")).status()).isEqualTo(200);
    }

    @Test
    void everythingInsideSeesTheCanonicalPath() {
        handle(request("GET", "/%61/%c3%a4?x=%61"));

        assertThat(passed.path()).isEqualTo("/a/%C3%A4");
        assertThat(passed.query()).isEqualTo("x=%61");
        assertThat(Hardening.encodedSlash(passed)).isFalse();
    }

    @Test
    void anEncodedSlashPassesWithAMark() {
        assertThat(handle(request("GET", "/a%2fb")).status()).isEqualTo(200);
        assertThat(passed.path()).isEqualTo("/a%2Fb");
        assertThat(Hardening.encodedSlash(passed)).isTrue();
        assertThat(Hardening.ENCODED_SLASH.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\u0001", "a#b", "ä", "a\r\nX: y"})
    void queriesThatNoParserWouldHandOverAreRefused(String query) {
        assertRefused(request("GET", "/?" + query), 400, "query");
    }

    @Test
    void sizesAreBounded() {
        assertRefused(request("GET", "/" + "a".repeat(8192)), 414, "target");
        assertRefused(request("GET", "/?" + "a".repeat(8191)), 414, "target");
        assertRefused(request("GET", "/", "X", "a".repeat(65_536)), 431, "header-size");
        assertRefused(request("GET", "/", repeated(101, "X", "1")), 431, "header-count");
        assertThat(handle(request("GET", "/" + "a".repeat(8191))).status()).isEqualTo(200);
        assertThat(handle(request("GET", "/", repeated(100, "X", "1"))).status())
                .isEqualTo(200);
    }

    @Test
    void limitsCanBeSet() throws IOException {
        Hardening tight = Hardening.standard().limits(new HeadLimits(10, 1, 10, 10));

        assertThat(tight.handle(request("GET", "/12345678901"), r -> Response.of(200))
                        .status())
                .isEqualTo(414);
        assertThat(tight.handle(request("GET", "/", "a", "1", "b", "2"), r -> Response.of(200))
                        .status())
                .isEqualTo(431);
        assertThat(tight.handle(request("GET", "/", "a", "1234567890"), r -> Response.of(200))
                        .status())
                .isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Content-Length: 5|Content-Length: 6|several-content-lengths",
                "Content-Length: 5|content-length: 5|several-content-lengths",
                "Content-Length: 5|Content_Length: 6|underscored-framing",
                "Content-Length: 5, 5|A: b|content-length-not-a-number",
                "Content-Length: +5|A: b|content-length-not-a-number",
                "Content-Length: -5|A: b|content-length-not-a-number",
                "Content-Length: 0x5|A: b|content-length-not-a-number",
                "Content-Length: 5 |A: b|content-length-not-a-number",
                "Content-Length: |A: b|content-length-not-a-number",
                "Content-Length: 99999999999999999999|A: b|content-length-not-a-number",
                "Content-Length: 5|Transfer-Encoding: chunked|content-length-and-transfer-encoding",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked|several-transfer-encodings",
                "Transfer-Encoding: gzip, chunked|A: b|unknown-transfer-encoding",
                "Transfer-Encoding: identity|A: b|unknown-transfer-encoding",
                "Transfer-Encoding: xchunked|A: b|unknown-transfer-encoding",
                "Transfer_Encoding: chunked|A: b|underscored-framing",
            })
    void framingThatIsNotClearIsRefusedAndTheConnectionClosed(String one, String two, String rule) {
        Request request = request("POST", "/", name(one), value(one), name(two), value(two));

        assertRefused(request, 400, rule);
        assertThat(handle(request).headers().first("Connection")).isEqualTo("close");
    }

    @Test
    void clearFramingPasses() {
        assertThat(handle(request("POST", "/", "Content-Length", "5")).status()).isEqualTo(200);
        assertThat(handle(request("POST", "/", "Transfer-Encoding", "Chunked")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"a b, 1", "'', 1", "a:, 1", "ä, 1", "a(, 1"})
    void fieldsThatAreNoFieldsAreRefused(String name, String value) {
        Headers headers = Headers.empty().edit().addUnchecked(name, value).build();

        assertRefused(request("GET", "/").withHeaders(headers), 400, "header-field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX-Evil: 1", "a\u0000b"})
    void lineBreaksAndNulInValuesAreRefused(String value) {
        Headers headers = Headers.empty().edit().addUnchecked("a", value).build();

        assertRefused(request("GET", "/").withHeaders(headers), 400, "header-field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Content-Type",
                "Authorization",
                "Cookie",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-proto",
                "X_Forwarded_For",
                "X-Real-IP",
                "X-Request-Id",
                "close, X-Forwarded-Host",
                "Via",
                "Cache-Control",
                "Client-Cert",
            })
    void connectionMayNotNameWhatIsEndToEnd(String option) {
        Response response = handle(request("GET", "/", "Connection", option));

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.rejection().rule()).startsWith("connection-names-");
    }

    @Test
    void connectionMayNameAFewOtherFields() {
        assertThat(handle(request("GET", "/", "Connection", "keep-alive, Upgrade, HTTP2-Settings, TE, x-hop"))
                        .status())
                .isEqualTo(200);
        assertRefused(request("GET", "/", "Connection", "a,".repeat(17)), 400, "too-many-connection-options");
    }

    @Test
    void theFieldsAreCheckedAsTheyCame() {
        Request raw = request(
                "GET", "/", "Connection", "X-Forwarded-For", "Transfer-Encoding", "x", "X-Forwarded-For", "1.1.1.1");
        Request normalised = Normalisation.behind(TrustedProxies.nobody()).apply(raw);

        assertThat(normalised.header("Connection")).isNull();
        assertThat(handle(normalised).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "user@a",
                "a,b",
                "a:b",
                "a:99999",
                "a:-1",
                "[::1",
                "[::1]x",
                "[1.2.3.4]",
                "::1",
                "a..b",
                ".a",
                "",
                "é",
                "a%41",
                "a:1:2",
            })
    void wrongHostsAreRefused(String host) {
        assertRefused(request("GET", "/", "Host", host), 400, "host");
        if (!host.isEmpty()) {
            assertRefused(request("GET", "/").withAuthority("http", host), 400, "host");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "localhost:"})
    void rightHostsPass(String host) {
        assertThat(handle(request("GET", "/", "Host", host)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:8443", "[2001:db8::1]", "10.0.0.1:80", "a_b.example.com", "a.example.com."})
    void rightAuthoritiesPass(String authority) {
        Request request = request("GET", "/", "Host", authority).withAuthority("https", authority);

        assertThat(handle(request).status()).isEqualTo(200);
    }

    @Test
    void severalHostsAndAnotherHostThanTheAuthorityAreRefused() {
        assertRefused(request("GET", "/", "Host", "localhost", "host", "localhost"), 400, "several-hosts");
        assertRefused(request("GET", "/", "Host", "other"), 400, "host-is-not-the-authority");
        assertRefused(
                request("GET", "/", "Host", "localhost:1").withAuthority("http", "localhost:2"),
                400,
                "host-is-not-the-authority");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1 edge|508",
                "1.0 a, HTTP/1.1 edge (x)|508",
                "2\tedge,1.1 b|508",
                "1.1 edge2|200",
                "1.1 my-edge|200",
                "edge|200",
            })
    void whatHasComeThroughHereBeforeIsALoop(String via, int status) {
        assertThat(handle(request("GET", "/", "Via", via)).status()).isEqualTo(status);
    }

    @Test
    void refusalsAreRecorded() {
        Request request = request("GET", "//");
        handle(request);

        assertThat(request.exchange().decisions()).singleElement().satisfies(d -> {
            assertThat(d.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(d.filter()).isEqualTo("hardening");
            assertThat(d.rule()).isEqualTo("empty-element");
        });
    }

    @Test
    void randomRequestsAreAnsweredAndNothingIsThrown() {
        SplittableRandom random = new SplittableRandom(13);
        String[] names = {"Host", "Connection", "Content-Length", "Transfer-Encoding", "Via", "X", "", "a\u0000"};
        for (int i = 0; i < 50_000; i++) {
            Headers.Edit headers = Headers.empty().edit();
            for (int j = random.nextInt(4); j > 0; j--) {
                headers.addUnchecked(names[random.nextInt(names.length)], noise(random));
            }
            Request request = request(random.nextInt(3) == 0 ? noise(random) : "GET", "/" + noise(random))
                    .withHeaders(headers.build())
                    .withAuthority("http", noise(random));
            assertThat(handle(request).status()).isIn(200, 400, 405, 501, 508);
        }
    }

    private static String noise(SplittableRandom random) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            noise.append((char)
                    (random.nextInt(8) == 0 ? random.nextInt(0x300) : "a1.:[]%2F5C/,;- ".charAt(random.nextInt(16))));
        }
        return noise.toString();
    }

    private void assertRefused(Request request, int status, String rule) {
        passed = null;
        Rejection rejection = handle(request).rejection();
        assertThat(passed).isNull();
        assertThat(rejection).isNotNull();
        assertThat(rejection.status()).isEqualTo(status);
        assertThat(rejection.rule()).isEqualTo(rule);
    }

    private Response handle(Request request) {
        try {
            return HARDENING.handle(request, r -> {
                passed = r;
                return Response.of(200);
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String[] repeated(int times, String name, String value) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            fields.addAll(List.of(name, value));
        }
        return fields.toArray(new String[0]);
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 2);
    }

    private static Request request(String method, String target, String... headers) {
        int mark = target.indexOf('?');
        return Request.of(
                Exchange.begin(Ticker.system()),
                method,
                "http",
                "localhost",
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                Headers.of(headers),
                Body.empty());
    }
}
