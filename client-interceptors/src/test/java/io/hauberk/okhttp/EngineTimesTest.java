package io.hauberk.okhttp;

import static io.hauberk.okhttp.Attempts.request;
import static io.hauberk.okhttp.Attempts.text;
import static io.hauberk.okhttp.Attempts.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Headers;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Attempt;
import io.hauberk.service.Failure;
import io.hauberk.service.TransportException;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long things may take, and what is said when they fail. */
class EngineTimesTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Sooner than any other limit could have done it, in milliseconds; and not soon, since machines may be busy. */
    private static final long BEFORE_ALL_OTHERS = 30_000;

    private final EngineTransport transport = new EngineTransport("orders", null);

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void nobodyListening() {
        Attempt attempt = to(RawServer.closedPort());
        assertThat(failure(Request.get("/"), attempt)).isEqualTo(Failure.CONNECT);
    }

    @Test
    void aNameThatDoesNotExist() {
        assertThat(failure(Request.get("/"), to(Endpoint.of("http", "no.such.name.invalid", 80))))
                .isEqualTo(Failure.CONNECT);
    }

    @Test
    void aServerThatSaysNothing() throws Exception {
        RealTime.holds(this::aServerThatSaysNothing);
    }

    private void aServerThatSaysNothing(int scale) throws IOException {
        try (RawServer server = RawServer.start(Script.silent())) {
            long began = System.nanoTime();
            TransportException e = exception(Request.get("/"), to(endpoint(server), SHORT.multipliedBy(scale)));
            assertThat(e.failure()).isEqualTo(Failure.TIMEOUT);
            assertThat(e.original())
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("Service orders at 127.0.0.1:" + server.port())
                    .hasMessageContaining("the head of the answer");
            assertThat(millisSince(began)).isBetween(190L, BEFORE_ALL_OTHERS);
        }
    }

    @Test
    void aHeadThatDripsIsEndedInTime() throws Exception {
        RealTime.holds(this::aHeadThatDripsIsEndedInTime);
    }

    private void aHeadThatDripsIsEndedInTime(int scale) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx-a: " + "a".repeat(2_000) + "\r\n\r\nhi";
        try (RawServer server = RawServer.start(Script.dripping(head, Duration.ofMillis(60)))) {
            long began = System.nanoTime();
            assertThat(failure(Request.get("/"), to(endpoint(server), SHORT.multipliedBy(scale))))
                    .isEqualTo(Failure.TIMEOUT);
            assertThat(millisSince(began)).isLessThan(BEFORE_ALL_OTHERS);
        }
    }

    @Test
    void theDeadlineOfTheExchangeHoldsToo() throws Exception {
        RealTime.holds(this::theDeadlineOfTheExchangeHoldsToo);
    }

    private void theDeadlineOfTheExchangeHoldsToo(int scale) throws IOException {
        try (RawServer server = RawServer.start(Script.silent())) {
            Request request = request("POST", "/", Headers.empty(), Body.of("x"));
            request.exchange().shrink(Deadline.after(SHORT.multipliedBy(scale), Ticker.system()));
            assertThat(failure(request, to(endpoint(server), LONG))).isEqualTo(Failure.TIMEOUT);
        }
    }

    @Test
    void aConnectionThatDiesUnusedIsStaleAndAFreshOneIsNot() throws IOException {
        try (RawServer server = RawServer.start(Script.closingAfter("hi"), Script.resettingAfterRequest())) {
            assertThat(text(transport.send(Request.get("/"), to(server.port()))))
                    .isEqualTo("hi");
            assertThat(failure(Request.get("/"), to(server.port()))).isEqualTo(Failure.STALE);
            assertThat(failure(Request.get("/"), to(server.port()))).isEqualTo(Failure.RESET);
        }
    }

    @Test
    void afterOneDeadConnectionTheNextAttemptMeetsNoOtherOne() throws IOException {
        Script dead = Script.closingAfter("hi");
        try (RawServer server = RawServer.start(dead, dead, dead, Script.ok("fresh"))) {
            List<Response> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(transport.send(Request.get("/"), to(server.port())));
            }
            for (Response response : open) {
                assertThat(text(response)).isEqualTo("hi");
            }
            assertThat(failure(Request.get("/"), to(server.port()))).isEqualTo(Failure.STALE);
            assertThat(text(transport.send(Request.get("/"), to(server.port()))))
                    .isEqualTo("fresh");
            assertThat(text(transport.send(Request.get("/"), to(server.port()))))
                    .isEqualTo("fresh");
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void aConnectionThatBreaksWithinTheHead() throws IOException {
        try (RawServer server = RawServer.start(Script.resettingInHead())) {
            assertThat(failure(Request.get("/"), to(server.port()))).isEqualTo(Failure.RESET);
        }
    }

    @Test
    void rubbishInsteadOfAHead() throws IOException {
        try (RawServer server = RawServer.start(Script.answeringOnce("SSH-2.0-OpenSSH_9.2\r\n\r\n"))) {
            assertThat(failure(Request.get("/"), to(server.port()))).isEqualTo(Failure.RESET);
        }
    }

    @Test
    void contentThatBreaksOffFailsTheResponse() throws IOException {
        try (RawServer server = RawServer.start(Script.resettingInBody())) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            AtomicReference<End> end = end(response);
            assertThatThrownBy(() -> text(response)).isInstanceOf(IOException.class);
            assertThat(end.get()).isEqualTo(End.FAILED);
        }
    }

    @Test
    void contentThatFallsSilentFailsTheResponseAfterTheIdleTimeout() throws IOException {
        try (RawServer server = RawServer.start(Script.fallingSilentInBody())) {
            Response response = transport.send(Request.get("/"), to(endpoint(server), LONG, LONG, SHORT));
            AtomicReference<End> end = end(response);
            long began = System.nanoTime();
            assertThatThrownBy(() -> text(response))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("the next byte of the answer");
            assertThat(millisSince(began)).isBetween(150L, BEFORE_ALL_OTHERS);
            assertThat(end.get()).isEqualTo(End.FAILED);
        }
    }

    @Test
    void contentThatDripsLivesLongerThanAllTimeouts() throws Exception {
        RealTime.holds(this::contentThatDripsLivesLongerThanAllTimeouts);
    }

    private void contentThatDripsLivesLongerThanAllTimeouts(int scale) throws IOException {
        Duration limit = SHORT.multipliedBy(scale);
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nabcdefghijkl";
        Script script = scene -> {
            scene.readRequest();
            scene.connection().send(answer.substring(0, answer.length() - 12));
            scene.connection().drip(answer.substring(answer.length() - 12), limit.dividedBy(4));
        };
        try (RawServer server = RawServer.start(script)) {
            Response response = transport.send(Request.get("/"), to(endpoint(server), limit, limit, limit));
            AtomicReference<End> end = end(response);
            assertThat(text(response)).isEqualTo("abcdefghijkl");
            assertThat(end.get()).isEqualTo(End.COMPLETED);
        }
    }

    @Test
    void aReaderWhoTakesHisTimeIsNotTakenForASilentEndpoint() throws Exception {
        RealTime.holds(this::aReaderWhoTakesHisTimeIsNotTakenForASilentEndpoint);
    }

    private void aReaderWhoTakesHisTimeIsNotTakenForASilentEndpoint(int scale) throws Exception {
        Duration idle = Duration.ofMillis(50L * scale);
        try (RawServer server = RawServer.start(Script.ok("0123456789".repeat(100_000)))) {
            Response response = transport.send(Request.get("/"), to(endpoint(server), LONG, LONG, idle));
            CountDownLatch waiting = new CountDownLatch(1);
            long bytes = response.body().transferTo(new OutputStream() {
                @Override
                public void write(int b) {}

                @Override
                public void write(byte[] b, int off, int len) throws IOException {
                    try {
                        if (waiting.getCount() > 0) {
                            waiting.await(4 * idle.toMillis(), TimeUnit.MILLISECONDS);
                            waiting.countDown();
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            });
            assertThat(bytes).isEqualTo(1_000_000);
        }
    }

    @Test
    void eventsLeaveAsTheyCome() throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        Script script = scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            try {
                if (seen.await(60, TimeUnit.SECONDS)) {
                    scene.connection().send("3\r\ntwo\r\n0\r\n\r\n");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        try (RawServer server = RawServer.start(script)) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            List<String> flushed = new ArrayList<>();
            ByteArrayOutputStream out = new ByteArrayOutputStream() {
                @Override
                public void flush() {
                    flushed.add(toString(StandardCharsets.UTF_8));
                    seen.countDown();
                }
            };
            response.body().transferTo(out);
            assertThat(flushed.get(0)).isEqualTo("one");
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
        }
    }

    @Test
    void contentOfKnownLengthIsNotFlushed() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("0123456789".repeat(10_000)))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            response.body().transferTo(new ByteArrayOutputStream() {
                @Override
                public void flush() {
                    throw new AssertionError("flushed");
                }
            });
        }
    }

    @Test
    void aClientThatBreaksOffItsUploadIsNobodysFault() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Body body = Body.of(new Upload(3, new ClientAbortedException(new IOException("gone"))), 100_000);
            TransportException e = exception(request("POST", "/", Headers.empty(), body), to(server.port()));
            assertThat(e.failure()).isEqualTo(Failure.CANCELLED);
            assertThat(ClientAbortedException.causedBy(e)).isTrue();
            // Half an upload must not look like a whole one.
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aBodyThatTurnsOutToBeForbiddenIsARefusal() throws IOException {
        RejectedException tooLarge = new RejectedException(Rejection.of("bodyLimit", 413, "too-large"));
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Body body = Body.of(new Upload(3, tooLarge), -1);
            assertThatThrownBy(() -> transport.send(request("POST", "/", Headers.empty(), body), to(server.port())))
                    .isSameAs(tooLarge);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aSlowUploadMayTakeLongerThanTheHead() throws Exception {
        RealTime.holds(this::aSlowUploadMayTakeLongerThanTheHead);
    }

    private void aSlowUploadMayTakeLongerThanTheHead(int scale) throws IOException {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            Body body = Body.of(new Upload(4, null, Duration.ofMillis(120L * scale)), -1);
            Response response = transport.send(
                    request("POST", "/", Headers.empty(), body), to(endpoint(server), SHORT.multipliedBy(scale)));
            assertThat(text(response)).isEqualTo("hi");
        }
    }

    @Test
    void afterASlowUploadTheHeadStillHasToCome() throws Exception {
        RealTime.holds(this::afterASlowUploadTheHeadStillHasToCome);
    }

    private void afterASlowUploadTheHeadStillHasToCome(int scale) throws IOException {
        try (RawServer server = RawServer.start(Script.silent())) {
            Body body = Body.of(new Upload(4, null, Duration.ofMillis(120)), -1);
            long began = System.nanoTime();
            assertThat(failure(
                            request("POST", "/", Headers.empty(), body),
                            to(endpoint(server), SHORT.multipliedBy(scale))))
                    .isEqualTo(Failure.TIMEOUT);
            assertThat(millisSince(began)).isBetween(600L, BEFORE_ALL_OTHERS);
        }
    }

    @Test
    void anEndpointThatDoesNotTakeTheUploadIsGivenUpAfterTheIdleTimeout() throws IOException {
        CountDownLatch forever = new CountDownLatch(1);
        try (RawServer deaf = RawServer.start(scene -> await(forever))) {
            Body body = Body.of(new Upload(20_000, null), -1);
            TransportException e =
                    exception(request("POST", "/", Headers.empty(), body), to(endpoint(deaf), LONG, LONG, SHORT));
            assertThat(e.failure()).isEqualTo(Failure.TIMEOUT);
            assertThat(e).hasMessageContaining("the request's body to be taken");
        } finally {
            forever.countDown();
        }
    }

    @Test
    void anAnswerBeforeTheWholeUploadIsRead() throws IOException {
        Script script = scene -> {
            while (!scene.connection().readLine().isEmpty()) {
                // the head
            }
            scene.connection().send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            scene.connection().close();
        };
        try (RawServer server = RawServer.start(script)) {
            Body body = Body.of(new Upload(20_000, null), -1);
            Request request = request("POST", "/", Headers.empty(), body);
            try {
                assertThat(transport.send(request, to(server.port())).status()).isEqualTo(413);
            } catch (TransportException e) {
                // The reset may overtake the answer; then it is a reset.
                assertThat(e.failure()).isEqualTo(Failure.RESET);
            }
        }
    }

    @Test
    void anAnswerThatIsGivenUpKeepsItsConnectionIfLittleIsLeft() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("small"))) {
            Response small = transport.send(Request.get("/"), to(server.port()));
            AtomicReference<End> end = end(small);
            small.close();
            assertThat(end.get()).isEqualTo(End.CANCELLED);
            transport.send(Request.get("/"), to(server.port())).close();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatIsGivenUpCostsItsConnectionIfMuchIsLeft() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("x".repeat(1_000_000)))) {
            transport.send(Request.get("/"), to(server.port())).close();
            transport.send(Request.get("/"), to(server.port())).close();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aClientThatBreaksOffItsDownloadIsNobodysFault() throws IOException {
        try (RawServer server = RawServer.start(Script.ok("x".repeat(1_000_000)))) {
            Response response = transport.send(Request.get("/"), to(server.port()));
            AtomicReference<End> end = end(response);
            IOException gone = new ClientAbortedException(new IOException("gone"));
            assertThatThrownBy(() -> response.body().transferTo(new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw gone;
                        }
                    }))
                    .isSameAs(gone);
            assertThat(end.get()).isEqualTo(End.CANCELLED);
        }
    }

    private Failure failure(Request request, Attempt attempt) {
        return exception(request, attempt).failure();
    }

    private TransportException exception(Request request, Attempt attempt) {
        TransportException e = catchThrowableOfType(TransportException.class, () -> transport.send(request, attempt));
        assertThat(e).isNotNull();
        return e;
    }

    private static AtomicReference<End> end(Response response) {
        AtomicReference<End> end = new AtomicReference<>();
        response.onEnd(end::set);
        return end;
    }

    private static Endpoint endpoint(RawServer server) {
        return Endpoint.of("http", "127.0.0.1", server.port());
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Some kilobytes, slowly if asked, and then an end or a failure. */
    private static final class Upload extends InputStream {
        private final int reads;
        private final IOException failure;
        private final Duration pause;
        private int done;

        Upload(int reads, IOException failure) {
            this(reads, failure, Duration.ZERO);
        }

        Upload(int reads, IOException failure, Duration pause) {
            this.reads = reads;
            this.failure = failure;
            this.pause = pause;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            io.hauberk.Sleeper.system().sleep(pause);
            if (done++ < reads) {
                return length;
            }
            if (failure != null) {
                throw failure;
            }
            return -1;
        }
    }
}
