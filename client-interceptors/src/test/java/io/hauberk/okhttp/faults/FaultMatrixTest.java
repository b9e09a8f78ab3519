package io.hauberk.okhttp.faults;

import static io.hauberk.okhttp.faults.Cell.FAILS;
import static io.hauberk.okhttp.faults.Cell.LATE;
import static io.hauberk.okhttp.faults.Cell.OK;
import static io.hauberk.okhttp.faults.Cell.PASSED;
import static io.hauberk.okhttp.faults.Cell.READER_FAILS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.service.Balancer;
import io.hauberk.service.Failure;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.TransportException;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a call when the endpoint that is picked first has a fault: by fault and by kind of request, through
 * both ways to call, with what servers saw of it and whether it counts against the endpoint.
 */
class FaultMatrixTest {
    @TempDir
    Path folder;

    static List<Row> table() {
        return List.of(
                // ---------------------------------------------------- GET --- POST --- keyed -- one-shot
                Row.of("connect refused", Fault.refused(), OK, OK, OK, OK)
                        .unseen()
                        .outcome("connect-failure")
                        .counts("connect-failure"),
                Row.of("black hole", Fault.blackHole(), OK, OK, OK, OK)
                        .unseen()
                        .outcome("connect-failure")
                        .counts("connect-failure"),
                Row.of("TLS refused", Fault.tlsRefused(), OK, OK, OK, OK)
                        .unseen()
                        .outcome("connect-failure")
                        .counts("connect-failure"),
                Row.of("wrong identity", Fault.secure("payments"), OK, OK, OK, OK)
                        .unseen()
                        .outcome("connect-failure")
                        .counts("connect-failure"),
                Row.of("expired certificate", Fault.expired(), OK, OK, OK, OK)
                        .unseen()
                        .outcome("connect-failure")
                        .counts("connect-failure"),
                Row.of("reset after request", Fault.script(Script.resettingAfterRequest()), OK, FAILS, OK, FAILS)
                        .outcome("reset")
                        .counts("reset"),
                Row.of("reset in the head", Fault.script(Script.resettingInHead()), OK, FAILS, OK, FAILS)
                        .outcome("reset")
                        .counts("reset"),
                Row.of("end instead of an answer", Fault.script(Script.halfOpen()), OK, FAILS, OK, FAILS)
                        .outcome("reset")
                        .counts("reset"),
                Row.of("reset on a pooled connection", Fault.onPooled(resettingTheSecond()), OK, FAILS, OK, FAILS)
                        .outcome("stale"),
                Row.of("half-open", Fault.slowly(Script.silent()), OK, LATE, OK, LATE)
                        .outcome("timeout")
                        .counts("timeout"),
                Row.of("slow first byte", Fault.slowly(slowFirstByte()), OK, LATE, OK, LATE)
                        .outcome("timeout")
                        .counts("timeout"),
                Row.of("dripped head", Fault.slowly(dripped()), OK, LATE, OK, LATE)
                        .outcome("timeout")
                        .counts("timeout"),
                Row.of(
                                "reset mid-body",
                                Fault.script(Script.resettingInBody()),
                                READER_FAILS,
                                READER_FAILS,
                                READER_FAILS,
                                READER_FAILS)
                        .outcome("broken-body")
                        .counts("broken-body"),
                Row.of(
                                "body silent beyond idleTimeout",
                                Fault.slowly(Script.fallingSilentInBody()),
                                READER_FAILS,
                                READER_FAILS,
                                READER_FAILS,
                                READER_FAILS)
                        .outcome("broken-body")
                        .counts("broken-body"),
                answering(502, ""),
                answering(503, ""),
                answering(504, ""),
                answering(503, "Retry-After: 30\r\n"),
                answering(503, "Retry-After: 0\r\n"),
                Row.of("429", Fault.script(status(429, "")), PASSED, PASSED, PASSED, PASSED)
                        .status(429)
                        .outcome("client-error"),
                Row.of("GOAWAY below the stream", Fault.frames(FrameServer.goingAway()), OK, OK, OK, OK)
                        .outcome("refused-stream"),
                Row.of("REFUSED_STREAM", Fault.frames(FrameServer.refusingStreams()), OK, OK, OK, OK)
                        .outcome("refused-stream"));
    }

    private static Row answering(int status, String field) {
        String name = field.isEmpty() ? String.valueOf(status) : status + " with " + field.trim();
        return Row.of(name, Fault.script(status(status, field)), OK, PASSED, OK, PASSED)
                .status(status)
                .outcome("server-error")
                .counts(String.valueOf(status));
    }

    private static Script status(int status, String field) {
        return Script.answering("HTTP/1.1 " + status + " Fault\r\n" + field + "Content-Length: 4\r\n\r\noops");
    }

    private static Script resettingTheSecond() {
        return scene -> {
            scene.readRequest();
            scene.connection().send(Script.response("first"));
            scene.readRequest();
            scene.connection().reset();
        };
    }

    private static Script slowFirstByte() {
        return scene -> {
            scene.readRequest();
            Sleeper.system().sleep(Duration.ofMinutes(1));
            scene.connection().send(Script.response("late"));
        };
    }

    private static Script dripped() {
        return Script.dripping("HTTP/1.1 200 OK\r\nx-a: " + "a".repeat(2_000) + "\r\n\r\n", Duration.ofMillis(40));
    }

    /** A cell of the table, and how the call is made. */
    private record Place(Row row, Verb verb, Way way) {
        static List<Place> of(Row row) {
            return Verb.columns()
                    .flatMap(verb -> Stream.of(Way.values()).map(way -> new Place(row, verb, way)))
                    .toList();
        }

        @Override
        public String toString() {
            return row + ": " + verb + " by " + way;
        }
    }

    /** What is no status is of local origin. */
    private static String rule(String reason) {
        return reason.matches("[0-9]+") ? "consecutive-failures" : "consecutive-local-failures";
    }

    /** All cells of a row. They mostly wait, so four of them do at a time. */
    @ParameterizedTest
    @MethodSource("table")
    void aFault(Row row) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            Map<Place, Future<?>> all = new LinkedHashMap<>();
            for (Place place : Place.of(row)) {
                all.put(place, callers.submit(() -> {
                    if (row.fault().slow()) {
                        RealTime.holds(scale -> aFault(place, Stage.Times.lenient(scale)));
                    } else {
                        aFault(place, Stage.Times.LENIENT);
                    }
                    return null;
                }));
            }
            SoftAssertions softly = new SoftAssertions();
            all.forEach((place, cell) -> softly.assertThatCode(() -> cell.get(3, TimeUnit.MINUTES))
                    .as("%s", place)
                    .doesNotThrowAnyException());
            softly.assertAll();
        } finally {
            callers.shutdownNow();
        }
    }

    /** With times that a busy machine may exceed by itself, so one of three tries has to keep them. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("table")
    void aFaultWithin300MillisecondsAnAttemptAndTwoSeconds(Row row, TestReporter reporter) throws Exception {
        for (Place place : Place.of(row)) {
            int tries = 1;
            while (!holds(place, tries)) {
                tries++;
            }
            if (tries > 1) {
                reporter.publishEntry(place.toString(), "held at try " + tries);
            }
        }
    }

    private boolean holds(Place place, int tries) throws Exception {
        try {
            aFault(place, Stage.Times.STRICT);
            return true;
        } catch (AssertionError e) {
            if (tries == 3) {
                throw new AssertionError(place.toString(), e);
            }
            return false;
        }
    }

    private void aFault(Place place, Stage.Times times) throws Exception {
        Row row = place.row();
        Verb verb = place.verb();
        Way way = place.way();
        OutlierDetection apart = OutlierDetection.consecutiveFailures(1).consecutiveLocalFailures(1);
        try (Stage stage = new Stage(row.fault(), apart, Files.createTempDirectory(folder, "cell"), times)) {
            if (row.fault().pooled()) {
                assertThat(way.call(stage.mesh(), Verb.GET, new boolean[1]).text())
                        .isEqualTo("first");
            }
            stage.begin();
            boolean[] opened = new boolean[1];

            Outcome outcome = way.call(stage.mesh(), verb, opened);

            Cell cell = row.cell(verb);
            if (row.outcome().equals("refused-stream") && verb == Verb.STREAM && opened[0]) {
                // It was not processed, but its body is gone.
                cell = FAILS;
            }
            cell.check(outcome, stage, row.status());
            assertThat(stage.seenByFaulty()).as("requests at the faulty one").isEqualTo(row.seen());
            assertThat(stage.attempts("outcome", row.outcome()))
                    .as("attempts that ended so")
                    .isEqualTo(1);
            assertThat(stage.attempts())
                    .as("all attempts")
                    .isEqualTo((row.fault().pooled() ? 2 : 1) + stage.seenByOthers());
            assertThat(stage.ejections()).isEqualTo(row.ejected() == null ? 0 : 1);
            if (row.ejected() != null) {
                assertThat(stage.ejections("reason", row.ejected(), "rule", rule(row.ejected())))
                        .isEqualTo(1);
            }
            assertThat(stage.endpoints("ejected")).isEqualTo(row.ejected() == null ? 0 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForRestHasIt(Way way) throws Exception {
        Fault resting = Fault.script(status(503, "Retry-After: 30\r\n"));
        try (Stage stage = new Stage(resting, OutlierDetection.consecutiveFailures(5), folder)) {
            for (int i = 0; i < 20; i++) {
                assertThat(way.call(stage.mesh(), Verb.GET, new boolean[1]).text())
                        .isEqualTo("good");
            }
            assertThat(stage.seenByFaulty()).isEqualTo(1);
            assertThat(stage.endpoints("resting")).isEqualTo(1);
            assertThat(stage.ejections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoHasEnoughIsPassedOnAndThenLeftAloneWithoutABlame(Way way) throws Exception {
        // One of the others that stalls for longer than the penalty would make up for it.
        RealTime.holds(scale -> leftAloneWithoutABlame(way));
    }

    private void leftAloneWithoutABlame(Way way) throws Exception {
        OutlierDetection strict = OutlierDetection.consecutiveFailures(1);
        try (Stage stage = new Stage(Fault.script(status(429, "")), strict, folder, Balancer.peakEwma())) {
            for (int i = 0; i < 40; i++) {
                int before = stage.seenByFaulty();
                int status = way.call(stage.mesh(), Verb.GET, new boolean[1]).status();
                assertThat(status).isEqualTo(stage.seenByFaulty() > before ? 429 : 200);
            }
            assertThat(stage.seenByFaulty()).as("its load is penalised").isEqualTo(1);
            assertThat(stage.attempts("outcome", "client-error")).isEqualTo(1);
            assertThat(stage.ejections()).isZero();
            assertThat(stage.endpoints("healthy")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatIsGoneOrEmptyTakesNothingAway(Way way) throws Exception {
        for (Verb verb : Verb.columns().toList()) {
            try (Stage stage =
                    new Stage(Fault.script(Script.ok("first")), OutlierDetection.consecutiveFailures(1), folder)) {
                stage.registry().failed(new UnknownHostException("orders"));
                assertThat(way.call(stage.mesh(), verb, new boolean[1]).text()).isEqualTo("first");
                stage.registry().found(List.of());
                assertThat(way.call(stage.mesh(), verb, new boolean[1]).text()).isEqualTo("first");
                assertThat(stage.endpoints("healthy")).isEqualTo(3);
                assertThat(stage.attempts()).isEqualTo(2);
                assertThat(stage.ejections()).isZero();
            }
        }
    }

    @Test
    void twoHundredDownloadsThatOurClientsBreakOffEjectNobody() throws Exception {
        Script endless = scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            while (true) {
                scene.connection().send("x".repeat(1000));
            }
        };
        try (Stage stage = new Stage(Fault.script(endless), OutlierDetection.consecutiveFailures(1), folder)) {
            for (int i = 0; i < 100; i++) {
                Call call = stage.mesh().okHttp().newCall(get());
                try (Response response = call.execute()) {
                    response.body().source().require(10);
                    call.cancel();
                }
                io.hauberk.Response answer = stage.mesh().service("orders").handle(request(Body.empty()));
                answer.body().open().read();
                answer.close();
            }
            assertThat(stage.seenByFaulty()).isEqualTo(200);
            assertNobodyIsBlamed(stage);
        }
    }

    @Test
    void twoHundredUploadsThatOurClientsBreakOffEjectNobody() throws Exception {
        Script patient = scene -> scene.connection().awaitEnd();
        try (Stage stage = new Stage(Fault.script(patient), OutlierDetection.consecutiveFailures(1), folder)) {
            for (int i = 0; i < 100; i++) {
                okhttp3.Request upload = cancelledUpload();
                Call call = stage.mesh().okHttp().newCall(upload);
                Objects.requireNonNull(upload.tag(Call[].class))[0] = call;
                assertThatThrownBy(() -> call.execute()).isInstanceOf(IOException.class);
                InputStream broken = new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new ClientAbortedException(new IOException("gone"));
                    }
                };
                assertThatThrownBy(() -> stage.mesh().service("orders").handle(request(Body.of(broken, 1000))))
                        .isInstanceOfSatisfying(
                                TransportException.class,
                                e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
            }
            assertThat(stage.attempts("outcome", "cancelled")).isEqualTo(200);
            assertNobodyIsBlamed(stage);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatCannotBeReadIsNotTheEndpointsFault(Way way) throws Exception {
        Script patient = scene -> scene.connection().awaitEnd();
        try (Stage stage = new Stage(Fault.script(patient), OutlierDetection.consecutiveFailures(1), folder)) {
            assertThat(way.call(stage.mesh(), Verb.UNREADABLE, new boolean[1]).failure())
                    .hasStackTraceContaining("The disk is gone.");
            assertThat(stage.attempts("outcome", "cancelled")).isEqualTo(1);
            assertNobodyIsBlamed(stage);
        }
    }

    private static void assertNobodyIsBlamed(Stage stage) {
        assertThat(stage.seenByOthers()).isZero();
        assertThat(stage.ejections()).isZero();
        assertThat(stage.endpoints("healthy")).isEqualTo(3);
    }

    private static okhttp3.Request get() {
        return new okhttp3.Request.Builder().url("http://orders/42").build();
    }

    private static Request request(Body body) {
        return Request.of(
                Exchange.begin(Ticker.system()),
                body.length() == 0 ? "GET" : "POST",
                "http",
                "orders",
                "/42",
                null,
                Headers.empty(),
                body);
    }

    /** A user's upload, in the middle of which his call is cancelled. */
    private static okhttp3.Request cancelledUpload() {
        Call[] itself = new Call[1];
        RequestBody body = new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return 1000;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("a part").flush();
                itself[0].cancel();
                sink.writeUtf8("x".repeat(994)).flush();
            }
        };
        return new okhttp3.Request.Builder()
                .url("http://orders/42")
                .post(body)
                .tag(Call[].class, itself)
                .build();
    }
}
