package io.hauberk.samples.shop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** What the demo counts as a failure. A demo that could not fail would show nothing. */
class LoadTest {
    private static final Duration SOME_TIME = Duration.ofMillis(200);

    private final OkHttpClient http = new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofMinutes(1))
            .build();

    @Test
    void aRefusalOfTheConnectionIsAFailureWithItsReason() throws Exception {
        Tally tally = load(RawServer.closedPort());
        assertThat(tally.requests()).isPositive();
        assertThat(tally.failed()).isEqualTo(tally.requests());
        assertThat(tally.failures().keySet()).allMatch(why -> why.startsWith("GET /item: java.net.ConnectException"));
    }

    @Test
    void aStatusThatIsNoSuccessIsAFailure() throws Exception {
        try (RawServer server =
                RawServer.start(Script.answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"))) {
            Tally tally = load(server.port());
            assertThat(tally.failed()).isEqualTo(tally.requests()).isPositive();
            assertThat(tally.failures()).containsOnlyKeys("GET /item: status 503");
            assertThat(tally.statuses()).containsOnlyKeys(503);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureThoughItsStatusIsFine() throws Exception {
        try (RawServer server = RawServer.start(Script.resettingInBody())) {
            Tally tally = load(server.port());
            assertThat(tally.failed()).isEqualTo(tally.requests()).isPositive();
        }
    }

    @Test
    void aServerThatStallsDoesNotSlowTheScheduleDown() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            OkHttpClient impatient = http.newBuilder().callTimeout(SOME_TIME).build();
            Tally tally = load(server.port(), impatient);
            assertThat(tally.requests()).isGreaterThan(5);
            assertThat(tally.failed()).isEqualTo(tally.requests());
        }
    }

    private Tally load(int port) throws InterruptedException {
        return load(port, http);
    }

    private static Tally load(int port, OkHttpClient http) throws InterruptedException {
        Request request =
                new Request.Builder().url("http://127.0.0.1:" + port + "/item").build();
        try (Load load = Load.start(http, 100, i -> request)) {
            return load.through(SOME_TIME).awaitAll();
        }
    }
}
