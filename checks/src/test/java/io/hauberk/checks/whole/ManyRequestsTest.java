package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Sleeper;
import io.hauberk.testkit.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After many requests nothing is left of them: no thread, no socket, no permit, no meter more than after a hundred. */
class ManyRequestsTest {
    private static final int CLIENTS = 8;
    private static final Duration REST = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void aThousandRequestsLeaveNothing(Container container, Mode mode) throws Exception {
        try (Stage stage = Stage.here(container, mode, Side.LONG);
                Load load = new Load(stage.port())) {
            send(100, number -> plain(load, stage.port(), number));
            List<String> meters = stage.report().meters();
            send(1_000, number -> plain(load, stage.port(), number));

            assertThat(stage.report().meters()).isEqualTo(meters);
            stage.awaitNothingInFlight();
            assertThat(stage.connectionsToService()).isLessThanOrEqualTo(CLIENTS);
        }
    }

    @Tag("long")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void tenThousandRequestsLeaveNothing(Container container, Mode mode) throws Exception {
        leaveNothing(container, mode, ManyRequestsTest::plain);
    }

    @Tag("long")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void neitherDoAbortsErrorsRefusalsAndAsyncAnswersAmongThem(Container container, Mode mode) throws Exception {
        leaveNothing(container, mode, ManyRequestsTest::mixed);
    }

    private static void leaveNothing(Container container, Mode mode, Kind kind) throws Exception {
        try (Stage stage = Stage.forked(container, mode);
                Load load = new Load(stage.port())) {
            send(100, number -> kind.send(load, stage.port(), number));
            Side.Report before = rested(stage);
            send(10_000, number -> kind.send(load, stage.port(), number));
            Side.Report after = rested(stage);

            assertThat(after.inFlight()).isZero();
            assertThat(after.threads()).isEqualTo(before.threads());
            assertThat(after.meters()).isEqualTo(before.meters());
            assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles() + CLIENTS);
            assertThat(stage.connectionsToService()).isLessThanOrEqualTo(CLIENTS);
            assertThat(load.get("/")).isEqualTo("hello");
        }
    }

    /** Real time, since the other JVM has no other. */
    private static Side.Report rested(Stage stage) throws Exception {
        Sleeper.system().sleep(REST);
        return stage.report();
    }

    private static void plain(Load load, int port, int number) throws IOException {
        assertThat(load.get("/orders/" + number)).isEqualTo("hello");
    }

    /** Of forty requests, nine go some other way. */
    private static void mixed(Load load, int port, int number) throws IOException {
        switch (number % 40) {
            case 3 -> load.get("/refused/" + number);
            case 7 -> load.get("/fail");
            case 11, 12 -> assertThat(load.get("/async")).isEqualTo("hello");
            case 17 -> breaksOff(() -> load.get("/half"));
            case 19 -> load.post("/up", Load.pattern(10_000, false));
            case 23 -> abort(port, RawHttp.head("GET /down?10000000 HTTP/1.1"), true);
            case 29 -> abort(port, RawHttp.head("POST /up HTTP/1.1", "Content-Length: 100000") + "a part", false);
            case 31 -> abort(port, "GET /orders HTTP/1.1\r\nHo", false);
            default -> plain(load, port, number);
        }
    }

    private static void breaksOff(Callable<String> call) {
        try {
            call.call();
        } catch (Exception e) {
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    private static void abort(int port, String request, boolean reading) throws IOException {
        try (RawHttp http = RawHttp.connectWithSmallWindow(port)) {
            http.send(request);
            if (reading) {
                assertThat(http.readHead().status()).isEqualTo(200);
            }
            http.reset();
        }
    }

    private static void send(int number, Each each) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                int request = i;
                all.add(clients.submit(() -> {
                    each.send(request);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @FunctionalInterface
    private interface Kind {
        void send(Load load, int port, int number) throws IOException;
    }

    @FunctionalInterface
    private interface Each {
        void send(int number) throws IOException;
    }
}
