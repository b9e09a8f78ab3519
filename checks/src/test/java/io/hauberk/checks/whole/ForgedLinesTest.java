package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.basic.Password;
import io.hauberk.json.Json;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests, tokens and services that want to begin a line in a log, or to clear the terminal of who reads it: whatever they
 * say, each request is one line of JSON, and no logger of the process writes what looks like another line.
 */
class ForgedLinesTest {
    /** What its file adds to each line of the access log, whatever else the logger puts before the line. */
    private static final String MARK = "\"where\":\"here\"";
    /** With all that ends a line for somebody, and what moves the cursor of a terminal. */
    private static final String EVIL =
            "x\r\nFORGED\u001b[2JFORGED\u2028FORGED\u2029FORGED\u0085FORGED\u000bFORGED\u202eFORGED";
    /** What of it may stand in a field: as bytes of UTF-8, and a control character of ISO-8859-1. */
    private static final String FIELD =
            "x\u00e2\u0080\u00a8FORGED\u00e2\u0080\u00a9FORGED\u00c2\u0085FORGED\u0085FORGED";

    private static final String FILE = """
            hauberk: 1
            network: { trustedProxies: [127.0.0.0/8] }
            issuers: { id: { issuer: "ISSUER", audience: [shop] } }
            consumers: { bob: { passwords: [ "PASSWORD" ] } }
            filters:
              - accessLog: { requestHeaders: [x-evil, referer], responseHeaders: [x-service], query: [q], add: { where: here } }
              - tracing
            routes:
              - { name: open, match: [ { path: "/open/**" } ] }
              - { name: token, match: [ { path: "/token/**" } ], filters: [ { jwt: { issuer: id } } ], respond: { status: 200 } }
              - { name: user, match: [ { path: "/user/**" } ], filters: [ { basic: shop } ], respond: { status: 200 } }
              - { name: key, match: [ { path: "/key/**" } ], filters: [ apiKey ] }
              - { name: limit, match: [ { path: "/limit/**" } ], filters: [ { rateLimit: { limit: 1, per: 1h, by: [ { header: x-evil } ] } } ] }
              - { name: service, match: [ { path: "/service/**" } ], to: service }
            services:
              service: { endpoints: [ "SERVICE" ], connectTimeout: 60s, retry: off, outlierDetection: { consecutiveFailures: 1 } }
            """;

    @TempDir
    Path folder;

    private final PrintStream err = System.err;
    private final PrintStream out = System.out;
    /** What SLF4J writes: we, and Jetty. */
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    /** What the JDK's loggers write: Tomcat. */
    private final List<String> tomcat = new CopyOnWriteArrayList<>();

    private final Handler jul = new Handler() {
        @Override
        public void publish(LogRecord record) {
            tomcat.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        // First, since the JDK's own handler keeps the stream that it finds.
        Logger.getLogger("").addHandler(jul);
        PrintStream all = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setErr(all);
        System.setOut(all);
    }

    @AfterEach
    void stop() {
        System.setErr(err);
        System.setOut(out);
        Logger.getLogger("").removeHandler(jul);
    }

    /** Lines of the access log, as whoever reads line by line has them. */
    private List<String> lines() {
        return Arrays.stream(said.toString(StandardCharsets.UTF_8).split("\n", -1))
                .filter(line -> line.contains(MARK))
                .toList();
    }

    /** Waits until so many requests have been written down; a line comes when all of its request is over. */
    private List<String> await(int count) throws IOException {
        for (int i = 0; lines().size() < count; i++) {
            assertThat(i)
                    .as("polls of 10 ms for %s lines, of which there are %s", count, lines())
                    .isLessThan(6_000);
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
        return lines();
    }

    private static String basic(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers each request with what a service should not say. */
    private static final Script SERVICE = scene -> {
        String target = scene.readRequest().target();
        scene.connection()
                .send(
                        target.startsWith("/service/line")
                                ? "FORGED \u001b[2J\rFORGED " + FIELD + "\r\n\r\n"
                                : "HTTP/1.1 500 " + FIELD + "\r\nX-Service: " + FIELD
                                        + "\r\nContent-Length: 0\r\n\r\n");
    };

    @ParameterizedTest
    @EnumSource(Container.class)
    void eachHostileRequestIsOneLineOfJsonAndNoLoggerIsFooled(Container kind) throws Exception {
        int sent = 0;
        try (RawServer service = RawServer.start(SERVICE);
                TokenGateway whole = new TokenGateway(
                        kind,
                        folder,
                        FILE.replace("SERVICE", "http://127.0.0.1:" + service.port())
                                .replace("PASSWORD", Password.hash("pw", 10_000)),
                        "x-none")) {
            for (String target : List.of(
                    "/open/a",
                    "/open/%0D%0AFORGED%1B%5B2J",
                    "/open/%E2%80%A8FORGED%C2%85FORGED%E2%80%AE",
                    "/open/a;x=%0AFORGED",
                    "/open/a?q=%0D%0AFORGED%1B&%0AFORGED=1&FORGED",
                    "/none/%E2%80%A9FORGED",
                    "/token/a",
                    "/key/a",
                    "/limit/a",
                    "/limit/a")) {
                whole.get(
                        target,
                        "X-Evil: " + FIELD,
                        "User-Agent: " + FIELD,
                        "Referer: http://a/" + FIELD,
                        "X-Request-Id: " + FIELD,
                        "traceparent: 00-" + FIELD,
                        "X-Forwarded-For: " + FIELD + ", 192.0.2.1",
                        "X-Forwarded-Proto: " + FIELD,
                        "Cookie: a=" + FIELD,
                        "X-Api-Key: " + FIELD);
                sent++;
            }
            String token = whole.issuer.token(EVIL, "shop", Map.of("client_id", EVIL, "scope", EVIL));
            whole.get("/token/a", TokenGateway.bearer(token));
            whole.get("/token/a", TokenGateway.bearer(token + FIELD));
            whole.get("/user/a", basic(EVIL));
            whole.get("/user/a", basic("x\u2028FORGED"));
            whole.get("/user/a", "Authorization: Basic " + FIELD);
            assertThat(whole.get("/service/head").status()).isEqualTo(500);
            assertThat(whole.get("/service/line").status()).isEqualTo(502);
            sent += 7;
            List<String> lines = await(sent);
            assertThat(lines).hasSize(sent);
            for (String line : lines) {
                Map<String, Object> read = Json.object(line.substring(line.indexOf('{')));
                assertThat(read).as(line).containsEntry("where", "here").containsKeys("status", "path", "end");
            }
            assertThat(lines)
                    .as("it is about what was sent")
                    .anyMatch(line -> line.contains("\"principal\":\"x\\u000d"));
            refusedByTheContainer(whole);
        }
        assertThat(lines()).as("and none that nobody sent").hasSize(sent);
        harmless(said.toString(StandardCharsets.UTF_8));
        assertThat(tomcat).allSatisfy(record -> begins(record, "[\n\r]"));
    }

    /** What no field may hold: most never comes to a filter. */
    private static void refusedByTheContainer(TokenGateway whole) throws IOException {
        for (String head : List.of(
                "GET /open/\u001b[2JFORGED HTTP/1.1\r\nHost: a\r\n\r\n",
                "FORGED\u001b /open/a HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /open/a HTTP/FORGED\u001b\r\nHost: a\r\n\r\n",
                "GET /open/a HTTP/1.1\r\nHost: a\u001bFORGED\r\n\r\n",
                "GET /open/a HTTP/1.1\r\nHost: a\r\nFORGED\u001b: x\r\n\r\n")) {
            try (RawHttp http = RawHttp.connect(whole.port())) {
                http.send(head);
                http.halfClose();
                http.readRest();
            }
        }
    }

    private static void harmless(String log) {
        assertThat(log).contains(MARK);
        begins(log, "[\n\r\u000b\f\u0085\u2028\u2029]");
        assertThat(log.chars().filter(c -> c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c >= 0x80 && c < 0xa0))
                .as("what moves a cursor")
                .isEmpty();
        assertThat(log).doesNotContain("\u202e");
    }

    /** No line of it is one that somebody else has begun. */
    private static void begins(String log, String ends) {
        for (String line : log.split(ends, -1)) {
            assertThat(line).as(log).doesNotStartWith("FORGED");
        }
    }
}
