package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.fetch.PatientFetch;
import io.hauberk.testkit.FilterTest;
import io.hauberk.timer.Background;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many requests at once, real threads, a server that keeps them waiting. */
class SingleFlightTest {
    private static final Signer OLD = Signer.curve("old");
    private static final Signer NEW = Signer.curve("new");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KeyServer server;
    private final Issuer issuer;
    private final FilterTest test;

    SingleFlightTest() throws IOException {
        server = KeyServer.start(Signer.set(OLD));
        // A busy machine may hold the server or its answer up for longer than anybody waits otherwise.
        issuer = Issuer.of(Signer.ISSUER)
                .audience("orders")
                .keys(server.url())
                .fetching(PatientFetch.handler())
                .waiting(PatientFetch.PATIENCE);
        test = FilterTest.of(Jwt.issuedBy(issuer));
    }

    @AfterEach
    void stop() {
        issuer.close();
        threads.shutdownNow();
        server.close();
    }

    private Callable<Integer> request(String token) {
        return () -> test.handle(Request.get("/").with("Authorization", "Bearer " + token))
                .status();
    }

    private List<Future<Integer>> send(int count, String token) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(threads.submit(request(token)));
        }
        return answers;
    }

    private static void allAre(int status, List<Future<Integer>> answers) throws Exception {
        for (Future<Integer> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(status);
        }
    }

    /** Opens the gate as soon as so many requests wait for keys. */
    private void open(CountDownLatch gate, int fetches) {
        while (server.fetches() < fetches) {
            Thread.onSpinWait();
        }
        gate.countDown();
    }

    @Test
    void thoseThatComeBeforeTheFirstKeysWaitForOneReading() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        server.gate(gate);
        List<Future<Integer>> answers = send(40, OLD.token(Instant.now()));
        open(gate, 1);
        allAre(200, answers);
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void whileANewKeyIsFetchedKnownOnesDoNotWait() throws Exception {
        allAre(200, send(1, OLD.token(Instant.now())));
        CountDownLatch gate = new CountDownLatch(1);
        server.gate(gate);
        server.keys(Signer.set(OLD, NEW));
        List<Future<Integer>> waiting = send(40, NEW.token(Instant.now()));
        while (server.fetches() < 2) {
            Thread.onSpinWait();
        }
        // Tokens that nobody has seen yet, so each is verified.
        for (int i = 0; i < 20; i++) {
            allAre(200, send(1, OLD.token(Instant.now().minusSeconds(i))));
        }
        open(gate, 2);
        allAre(200, waiting);
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void nobodyWaitsLongerThanItsDeadlineAndOnlySoManyWaitAtAll() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        server.gate(gate);
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(Duration.ofMillis(30), Ticker.system()));
        Request hurried = Request.get("/").in(exchange).with("Authorization", "Bearer " + OLD.token(Instant.now()));
        assertThat(test.handle(hurried).status()).isEqualTo(503);

        List<Future<Integer>> answers = send(LiveKeys.MAX_WAITERS + 36, OLD.token(Instant.now()));
        while (answers.stream().filter(Future::isDone).count() < 36) {
            Thread.onSpinWait();
        }
        gate.countDown();
        Map<Integer, Long> statuses = new java.util.TreeMap<>();
        for (Future<Integer> answer : answers) {
            statuses.merge(answer.get(60, TimeUnit.SECONDS), 1L, Long::sum);
        }
        assertThat(statuses).isEqualTo(Map.of(200, (long) LiveKeys.MAX_WAITERS, 503, 36L));
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void keysThatComeAndGoUnderLoadNeverLetAWrongTokenIn() throws Exception {
        Signer impostor = Signer.curve("old");
        allAre(200, send(1, OLD.token(Instant.now())));
        List<Future<Integer>> right = new ArrayList<>();
        List<Future<Integer>> wrong = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            right.addAll(send(1, OLD.token(Instant.now().minusSeconds(i % 7))));
            wrong.addAll(send(1, impostor.token(Instant.now().minusSeconds(i % 7))));
        }
        allAre(200, right);
        allAre(401, wrong);
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void backgroundThreadsAreDaemonsWithOneName() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        List<Thread> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        Runnable task = () -> {
            seen.add(Thread.currentThread());
            done.countDown();
        };
        Background.shared().after(Duration.ZERO, task);
        Background.shared().after(Duration.ofMillis(1), task);
        Background.shared().after(Duration.ofHours(1), task).run();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).allSatisfy(thread -> {
            assertThat(thread.getName()).isEqualTo("hauberk-fetch");
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getContextClassLoader()).isNotSameAs(getClass().getClassLoader());
        });
    }
}
