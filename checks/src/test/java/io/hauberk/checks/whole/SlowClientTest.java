package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.RawServer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.internal.http2.StreamResetException;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that send too slowly or too much. */
class SlowClientTest {
    private static final Duration DRIP = Duration.ofMillis(40);
    /** Of a container that is to lose it. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** Of one that is not, on whatever machine. */
    private static final Duration MUCH = Duration.ofSeconds(60);

    private static final String GUARD = """
            hauberk: 1
            network: { maxUriSize: 100B, maxHeaders: 12, maxHeaderSize: 200B, maxHeadersSize: 400B }
            filters:
              - bodyLimit: { max: 1000B, minRate: 100B, grace: 120ms }
            unmatched: pass
            """;

    /** A gateway in each container for all tests, since it takes longer to start one than to wait for a slow client. */
    private static final Map<String, Guarded> STARTED = new HashMap<>();

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static Guarded guarded(Container container) throws Exception {
        return guarded(container, MUCH);
    }

    private static Guarded guarded(Container container, Duration patience) throws Exception {
        String name = container + " " + patience;
        Guarded known = STARTED.get(name);
        if (known == null) {
            Path place = Files.createDirectory(folder.resolve(name));
            known = Guarded.by(container, place, GUARD, new Reading(), patience);
            STARTED.put(name, known);
        }
        return known;
    }

    @AfterAll
    static void stop() throws Exception {
        for (Guarded guarded : STARTED.values()) {
            guarded.close();
        }
        STARTED.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY,/read",
        "JETTY,/listen",
        "JETTY,/form",
        "JETTY,/swallow",
        "TOMCAT,/read",
        "TOMCAT,/form",
        "TOMCAT,/swallow"
    })
    void whoDripsItsUploadIsEndedWith408HoweverTheApplicationReads(Container container, String path) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head(
                    "POST " + path + " HTTP/1.1",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: 900"));
            drip(http);
            assertThat(http.readHead().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoSaysThatAnUploadWithALengthIsGrpcIsEndedToo(Container container) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head("POST /read HTTP/1.1", "Content-Type: application/grpc", "Content-Length: 900"));
            drip(http);
            RawMessage answer = http.readHead();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("grpc-status")).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource("TOMCAT")
    void anAsynchronousReaderOnTomcatHasItsConnectionEndedWithoutAnAnswer(Container container) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head("POST /listen HTTP/1.1", "Content-Length: 900"));
            drip(http);
            http.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void chunkedUploadsThatDripAreEndedToo(Container container) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head("POST /read HTTP/1.1", "Transfer-Encoding: chunked"));
            dripText(http, "1\r\nx\r\n");
            RawMessage answer = http.readHead();
            assertThat(answer.status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoSendsFastEnoughIsReadAndTheApplicationMayTakeItsTime(Container container) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            // At once, so that nothing has to be waited for.
            http.send(RawHttp.head("POST /read HTTP/1.1", "Content-Length: 900") + "x".repeat(900));
            assertThat(http.readResponse("POST").text()).isEqualTo("900");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whatIsForwardedIsWatchedToo(Container container) throws Exception {
        try (RawServer service = RawServer.start(scene -> {
                    scene.readRequest();
                    scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                Guarded guarded = Guarded.by(container, own, forwarding(service), new Reading(), MUCH);
                RawHttp http = guarded.connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 900"));
            drip(http);
            RawMessage answer = http.readResponse("POST");
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.text()).contains("body-too-slow");
        }
    }

    private static String forwarding(RawServer service) {
        return """
                hauberk: 1
                filters:
                  - bodyLimit: { max: 1000B, minRate: 100B, grace: 120ms }
                routes:
                  - { name: all, match: [ { path: "/**" } ], to: backend }
                services:
                  backend: { endpoints: [ "http://127.0.0.1:%d" ], connectTimeout: 60s }
                """.formatted(service.port());
    }

    /** Nothing comes any more, so only the patience of the container ends it. */
    @ParameterizedTest
    @CsvSource({"JETTY,/read", "JETTY,/form", "JETTY,/swallow", "TOMCAT,/read", "TOMCAT,/form", "TOMCAT,/swallow"})
    void whoFallsSilentIsEndedWith408(Container container, String path) throws Exception {
        for (String length : new String[] {"Content-Length: 900", "Transfer-Encoding: chunked"}) {
            try (RawHttp http = guarded(container, PATIENCE).connect()) {
                http.send(RawHttp.head(
                        "POST " + path + " HTTP/1.1", "Content-Type: application/x-www-form-urlencoded", length));
                http.send(length.startsWith("T") ? "3\r\na=b\r\n" : "a=b");
                RawMessage answer = http.readResponse("POST");
                assertThat(answer.status()).as(length).isEqualTo(408);
                assertThat(answer.text()).doesNotContain("Exception", "io.hauberk");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void whoFallsSilentWhileItsUploadIsForwardedIsEndedWith408Too(Container container) throws Exception {
        try (RawServer service = RawServer.start(scene -> scene.readRequest());
                Guarded guarded = Guarded.by(container, own, forwarding(service), new Reading(), PATIENCE);
                RawHttp http = guarded.connect()) {
            http.send(RawHttp.head("POST / HTTP/1.1", "Content-Length: 900") + "abc");
            RawMessage answer = http.readResponse("POST");
            assertThat(answer.status()).isEqualTo(408);
            // Tomcat has begun an answer of its own by then, of which it keeps what it has.
            assertThat(answer.text()).doesNotContain("Exception", "io.hauberk");
            if (container == Container.JETTY) {
                assertThat(answer.text()).contains("body-too-slow");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anHttp2StreamThatDripsIsEndedToo(Container container) throws Exception {
        try (Load load = new Load(guarded(container).port(), Protocol.H2_PRIOR_KNOWLEDGE)) {
            long began = System.nanoTime();
            try (Response response = load.open("POST", "/read", new Dripping())) {
                assertThat(response.code()).isEqualTo(408);
            } catch (StreamResetException e) {
                // Tomcat resets a stream whose content it does not want any more, and OkHttp tells that first.
                assertThat(container).isEqualTo(Container.TOMCAT);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DRIP.multipliedBy(Dripping.DROPS));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anUploadThatIsTooLargeIsRefusedBeforeItIsSent(Container container) throws Exception {
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head("POST /read HTTP/1.1", "Content-Length: 5000", "Expect: 100-continue"));
            // Not 100, which would ask for the content.
            assertThat(http.readHead().status()).isEqualTo(413);
        }
        try (RawHttp http = guarded(container).connect()) {
            http.send(RawHttp.head("POST /read HTTP/1.1", "Transfer-Encoding: chunked"));
            http.send("400\r\n" + "x".repeat(1024) + "\r\n0\r\n\r\n");
            assertThat(http.readHead().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void headsBeyondTheirLimitsAreRefusedAndWhatFitsPasses(Container container) throws Exception {
        Guarded guarded = guarded(container);
        assertThat(guarded.get("/hello?" + "q".repeat(90)).status()).isEqualTo(200);
        assertThat(guarded.get("/hello?" + "q".repeat(100)).status()).isEqualTo(414);
        assertThat(guarded.get("/hello", "X-A: " + "a".repeat(190)).status()).isEqualTo(200);
        assertThat(guarded.get("/hello", "X-A: " + "a".repeat(200)).status()).isEqualTo(431);
        assertThat(guarded.get("/hello", "X-A: " + "a".repeat(190), "X-B: " + "b".repeat(180), "X-C: c")
                        .status())
                .isEqualTo(200);
        assertThat(guarded.get("/hello", "X-A: " + "a".repeat(190), "X-B: " + "b".repeat(190), "X-C: cccccccccc")
                        .status())
                .isEqualTo(431);
        String[] many = new String[12];
        Arrays.fill(many, "X-A: a");
        assertThat(guarded.get("/hello", many).status()).isEqualTo(431);
    }

    private static void drip(RawHttp http) {
        dripText(http, "a");
    }

    /** Goes on meanwhile, until the connection is closed on either side. */
    private static void dripText(RawHttp http, String text) {
        Thread dripping = new Thread(
                () -> {
                    try {
                        while (true) {
                            pause();
                            http.send(text);
                        }
                    } catch (IOException e) {
                        // It is closed; what was answered is there to be read.
                        return;
                    }
                },
                "dripping");
        dripping.setDaemon(true);
        dripping.start();
    }

    private static void pause() throws IOException {
        Sleeper.system().sleep(DRIP);
    }

    /** Content that takes half a minute. */
    private static final class Dripping extends RequestBody {
        private static final int DROPS = 900;

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return DROPS;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            for (int i = 0; i < DROPS; i++) {
                sink.writeUtf8("x").flush();
                pause();
            }
        }
    }

    @SuppressWarnings("serial") // it is never serialized
    private static final class Reading extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/read" ->
                    response.getWriter()
                            .write(Integer.toString(request.getInputStream().readAllBytes().length));
                case "/form" -> response.getWriter().write("" + request.getParameter("a"));
                case "/swallow" -> {
                    try {
                        request.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        response.setStatus(500);
                        response.getWriter().write("an application that answers by itself");
                    }
                }
                case "/listen" -> listen(request);
                default -> response.getWriter().write("hello");
            }
        }

        private static void listen(HttpServletRequest request) throws IOException {
            AsyncContext async = request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    byte[] bytes = new byte[100];
                    while (in.isReady() && !in.isFinished()) {
                        in.read(bytes);
                    }
                }

                @Override
                public void onAllDataRead() {
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    ((HttpServletResponse) async.getResponse()).setStatus(500);
                    async.complete();
                }
            });
        }
    }
}
