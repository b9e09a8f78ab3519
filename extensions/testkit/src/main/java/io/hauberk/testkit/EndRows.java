package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;

/** Rule 4: whatever was acquired for a request is released once, when its answer has ended, and it is known how. */
interface EndRows extends Rows {
    @Test
    default void aPermitCoversTheStreamingOfABody() throws Exception {
        AtomicInteger permits = new AtomicInteger();
        CountDownLatch headArrived = new CountDownLatch(1);
        Ends ends = new Ends();
        Filter limit = (request, next) -> {
            permits.incrementAndGet();
            return next.handle(request).onEnd(end -> permits.decrementAndGet());
        };
        InputStream slow = new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left == 2) {
                    await(headArrived);
                }
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int b = read();
                if (b >= 0) {
                    bytes[offset] = (byte) b;
                }
                return b < 0 ? -1 : 1;
            }
        };
        rig().target(request -> Response.of(200, Headers.empty(), Body.of(slow, -1)), ends.noting(), limit);

        try (okhttp3.Response response = rig().client().open("GET", "/", null)) {
            assertThat(permits).hasValue(1);
            headArrived.countDown();
            assertThat(response.body().string()).isEqualTo("xxx");
        }
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(permits).hasValue(0);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("Nobody opened the latch within 60 seconds.");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    default void anApplicationThatThrowsEndsTheExchangeAsFailed() throws Exception {
        Ends ends = new Ends();
        AtomicInteger released = new AtomicInteger();
        Filter limit = (request, next) -> {
            try {
                return next.handle(request).onEnd(end -> released.incrementAndGet());
            } catch (IOException | RuntimeException | Error e) {
                released.incrementAndGet();
                throw e;
            }
        };
        rig().filters(ends.noting(), limit).at("/", (request, response) -> {
            throw new IllegalStateException("expected by this row");
        });

        assertThat(rig().get("/").status()).isEqualTo(500);
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        assertThat(released).hasValue(1);
        ends.nothingMore();
    }

    @Test
    default void aTargetThatBreaksOffIsFailedAndTheClientSeesNoWholeAnswer() throws Exception {
        Ends ends = new Ends();
        rig().target(request -> Response.of(200, Headers.empty(), Body.of(new Breaking(), -1)), ends.noting());

        assertBrokenOff();
        assertThatEnds(ends, End.FAILED);
    }

    private void assertBrokenOff() throws Exception {
        if (((InboundContract) this).breaksOff()) {
            assertThatThrownBy(() -> rig().get("/")).isInstanceOf(IOException.class);
        } else {
            rig().get("/");
        }
    }

    private static void assertThatEnds(Ends ends, End end) {
        try {
            assertThat(ends.response()).isEqualTo(end);
            assertThat(ends.exchange()).isEqualTo(end);
            ends.nothingMore();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void aClientThatBreaksOffADownloadFromATargetIsNobodysFault() throws Exception {
        Ends ends = new Ends();
        rig().target(request -> Response.of(200, Headers.empty(), Body.of(new Endless(), -1)), ends.noting());

        breakOffDownload();

        assertThatEnds(ends, End.CANCELLED);
    }

    @Test
    default void aClientThatBreaksOffADownloadFromTheApplicationIsNobodysFault() throws Exception {
        Ends ends = new Ends();
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Filter looking = (request, next) -> {
            try {
                return next.handle(request);
            } catch (IOException e) {
                seen.complete(e);
                throw e;
            }
        };
        rig().filters(ends.noting(), looking)
                .at("/", (request, response) -> new Endless().transferTo(response.getOutputStream()));

        breakOffDownload();

        assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
        assertThat(ClientAbortedException.causedBy(seen.get(60, TimeUnit.SECONDS)))
                .isTrue();
    }

    private void breakOffDownload() throws IOException {
        Call call = rig().client().call("GET", "/", null);
        try (okhttp3.Response response = call.execute()) {
            response.body().source().require(1000);
            call.cancel();
        }
    }

    @Test
    default void aClientThatBreaksOffAnUploadToATargetIsNobodysFault() throws Exception {
        Ends ends = new Ends();
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        rig().target(
                        request -> {
                            try (InputStream in = request.body().open()) {
                                in.read();
                                reading.countDown();
                                in.transferTo(java.io.OutputStream.nullOutputStream());
                                return Response.of(200);
                            } catch (IOException e) {
                                seen.complete(e);
                                throw e;
                            }
                        },
                        ends.noting());

        breakOffUpload(reading);

        assertThat(seen.get(60, TimeUnit.SECONDS)).isInstanceOf(ClientAbortedException.class);
        assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
    }

    @Test
    default void aClientThatBreaksOffAnUploadToTheApplicationIsNobodysFault() throws Exception {
        Ends ends = new Ends();
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Filter looking = (request, next) -> {
            try {
                return next.handle(request);
            } catch (IOException e) {
                seen.complete(e);
                throw e;
            }
        };
        rig().filters(ends.noting(), looking).at("/", (request, response) -> {
            request.getInputStream().read();
            reading.countDown();
            request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        });

        breakOffUpload(reading);

        assertThat(ClientAbortedException.causedBy(seen.get(60, TimeUnit.SECONDS)))
                .isTrue();
        assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
    }

    private void breakOffUpload(CountDownLatch reading) {
        RequestBody half = new RequestBody() {
            @Override
            public okhttp3.@org.jspecify.annotations.Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return 100_000;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("a part of what was promised").flush();
                await(reading);
                throw new IOException("expected by this row");
            }
        };
        assertThatThrownBy(() -> rig().client().post("/", half)).isInstanceOf(IOException.class);
    }

    @Test
    default void anAnswerWithoutABodyCompletes() throws Exception {
        Ends ends = new Ends();
        rig().target(request -> Response.of(204), ends.noting());

        rig().get("/");
        assertThatEnds(ends, End.COMPLETED);
        rig().client().head("/");
        assertThatEnds(ends, End.COMPLETED);
    }

    @Test
    default void aListenerThatFailsDoesNotKeepTheOthersFromTheirEnd() throws Exception {
        Ends ends = new Ends();
        Filter failing = (request, next) -> {
            // Reported to the thread's handler, which prints it; ours is quiet.
            request.exchange().onEnd(end -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
                throw new IllegalStateException("expected by this row");
            });
            return next.handle(request);
        };
        rig().filters(failing, ends.noting()).at("/", App.text("ok"));

        assertThat(rig().get("/").text()).isEqualTo("ok");
        assertThatEnds(ends, End.COMPLETED);
    }

    @Test
    default void anErrorAfterTheFirstByteIsNotAWholeAnswer() throws Exception {
        Ends ends = new Ends();
        IllegalStateException thrown = new IllegalStateException("expected by this row");
        rig().filter(ends.noting()).at("/", (request, response) -> {
            response.getOutputStream().print("half of it");
            response.flushBuffer();
            throw thrown;
        });

        assertBrokenOff();
        assertThat(rig().pass().thrown()).isSameAs(thrown);
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        ends.nothingMore();
    }
}
