package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rule 5: bodies stream, and a body that no filter touches belongs to the application. */
interface BodyRows extends Rows {
    /** A body whose length nobody knows beforehand. */
    static RequestBody streaming(String... pieces) {
        return new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                for (String piece : pieces) {
                    sink.writeUtf8(piece).flush();
                }
            }
        };
    }

    static RequestBody bytes(String text) {
        return RequestBody.create(text.getBytes(StandardCharsets.UTF_8));
    }

    static String read(Body body) throws IOException {
        try (InputStream in = body.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    default void aTargetReadsABodyOfKnownLength() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().target(request -> {
            seen.add(request.body().length());
            seen.add(request.body().opened());
            String text = read(request.body());
            seen.add(request.body().opened());
            seen.add(request.body().replayable());
            return Response.ok(text);
        });

        assertThat(rig().client().post("/", bytes("hello")).text()).isEqualTo("hello");
        assertThat(seen).containsExactly(5L, false, true, false);
    }

    @Test
    default void aTargetReadsABodyOfUnknownLength() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().target(request -> {
            seen.add(request.body().length());
            return Response.ok(read(request.body()));
        });

        assertThat(rig().client().post("/", streaming("one ", "two")).text()).isEqualTo("one two");
        assertThat(seen).containsExactly(-1L);
    }

    @Test
    default void aRequestWithoutBodyHasAnEmptyOne() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().target(request -> {
            seen.add(request.body().length());
            return Response.ok(read(request.body()));
        });

        assertThat(rig().get("/").text()).isEmpty();
        assertThat(rig().client().post("/", bytes("")).text()).isEmpty();
        assertThat(seen).containsExactly(0L, 0L);
    }

    @Test
    default void anUploadArrivesWhileItIsStillOnItsWay() throws Exception {
        CountDownLatch firstPieceRead = new CountDownLatch(1);
        rig().target(request -> {
            try (InputStream in = request.body().open()) {
                String first = new String(in.readNBytes(5), StandardCharsets.US_ASCII);
                firstPieceRead.countDown();
                return Response.ok(first + new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        });
        RequestBody waiting = new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("first").flush();
                try {
                    if (!firstPieceRead.await(60, TimeUnit.SECONDS)) {
                        throw new IOException("The first piece was held back for 60 seconds.");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                sink.writeUtf8(" second");
            }
        };

        assertThat(rig().client().post("/", waiting).text()).isEqualTo("first second");
    }

    @Test
    default void anAnswerArrivesWhileItIsStillOnItsWay() throws Exception {
        PipedOutputStream events = new PipedOutputStream();
        PipedInputStream body = new PipedInputStream(events);
        rig().target(request -> Response.of(200, Headers.of("Content-Type", "text/event-stream"), Body.of(body, -1)));
        events.write("data: 1\n\n".getBytes(StandardCharsets.US_ASCII));

        try (okhttp3.Response response = rig().client().open("GET", "/", null)) {
            assertThat(response.body().source().readUtf8Line()).isEqualTo("data: 1");
            events.write("data: 2\n\n".getBytes(StandardCharsets.US_ASCII));
            events.close();
            assertThat(response.body().string()).contains("data: 2");
        }
    }

    @Test
    default void aMegabyteGoesBothWays() throws Exception {
        byte[] million = new byte[1_000_000];
        Arrays.fill(million, (byte) 'x');
        rig().target(request -> Response.of(
                200,
                Headers.empty(),
                Body.of(request.body().open(), request.body().length())));

        assertThat(rig().client().post("/", RequestBody.create(million)).text()).hasSize(1_000_000);
    }

    @Test
    default void trailersFollowTheBodyOfATarget() throws Exception {
        rig().target(request -> Response.of(200, Headers.of("Trailer", "X-Sum"), new Body() {
            private final Body once = Body.of(new java.io.ByteArrayInputStream(new byte[] {'h', 'i'}), -1);
            private boolean read;

            @Override
            public long length() {
                return -1;
            }

            @Override
            public boolean replayable() {
                return false;
            }

            @Override
            public boolean opened() {
                return once.opened();
            }

            @Override
            public InputStream open() throws IOException {
                read = true;
                return once.open();
            }

            @Override
            public Headers trailers() {
                return read ? Headers.of("X-Sum", "42") : Headers.empty();
            }
        }));

        Reply reply = rig().get("/", "TE", "trailers");

        assertThat(reply.text()).isEqualTo("hi");
        assertThat(reply.trailers().first("x-sum")).isEqualTo("42");
    }

    @Test
    default void anAnswerToHeadHasTheFieldsAndNoBody() throws Exception {
        rig().target(request -> Response.ok("five!"));
        Reply text = rig().client().head("/");
        assertThat(text.text()).isEmpty();
        assertThat(text.headers().first("Content-Type")).contains("text/plain");

        rig().target(request -> Response.of(200, Headers.of("Content-Length", "1234"), Body.empty()));
        assertThat(rig().client().head("/").headers().first("Content-Length")).isEqualTo("1234");
    }

    @Test
    default void answersWithoutBodyHaveNone() throws Exception {
        rig().target(request -> Response.of(
                Integer.parseInt(String.valueOf(request.header("X-Status"))),
                Headers.of("ETag", "\"a\""),
                Body.of("not to be sent")));

        for (String status : List.of("204", "304")) {
            Reply reply = rig().get("/", "X-Status", status);
            assertThat(reply.status()).isEqualTo(Integer.parseInt(status));
            assertThat(reply.text()).isEmpty();
            assertThat(reply.all("ETag")).containsExactly("\"a\"");
            assertThat(rig().get("/", "X-Status", "200").text()).isEqualTo("not to be sent");
        }
    }

    @Test
    default void aBodyIsClosedWhenItWasSent() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream stream = new java.io.ByteArrayInputStream(new byte[10]) {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        rig().target(request -> Response.of(200, Headers.empty(), Body.of(stream, 10)));

        rig().client().head("/");

        assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    default void aBodyThatNobodyReadDoesNotDisturbTheNextRequest() throws Exception {
        rig().target(request -> Response.of(request.method().equals("POST") ? 403 : 200));

        for (int i = 0; i < 5; i++) {
            assertThat(rig().client().post("/", bytes("x".repeat(5000))).status())
                    .isEqualTo(403);
            assertThat(getAlsoOverANewConnection().status()).isEqualTo(200);
        }
    }

    /** A server may end the connection over which a body came that it did not want. */
    private Reply getAlsoOverANewConnection() throws Exception {
        try {
            return rig().get("/");
        } catch (IOException e) {
            return rig().get("/");
        }
    }
}
