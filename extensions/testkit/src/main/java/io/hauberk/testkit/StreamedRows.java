package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Bodies pass in either direction while they are read and written; nobody holds them whole. */
interface StreamedRows extends ClientRows {
    /** More than all buffers on the way together, and less than all bytes. */
    long AHEAD = 24L << 20;

    /** All bytes. */
    long ALL = 64L << 20;

    @Test
    default void aLargeUploadIsNotHeldInMemory() throws Exception {
        AtomicLong given = new AtomicLong();
        AtomicLong furthest = new AtomicLong();
        Script reading = scene -> {
            scene.connection().readHead();
            long read = 0;
            for (byte[] chunk = scene.connection().readChunk();
                    chunk.length > 0;
                    chunk = scene.connection().readChunk()) {
                read += chunk.length;
                long ahead = given.get() - read;
                furthest.accumulateAndGet(ahead, Math::max);
            }
            scene.connection().send(Script.response(Long.toString(read)));
        };
        try (RawServer server = RawServer.start(reading);
                ClientContract.HttpClient client = client("retry: 0", server);
                Answer answer = client.upload(Call.post("/", ""), new Zeros(ALL, given))) {
            assertThat(answer.text()).isEqualTo(Long.toString(ALL));
            assertThat(furthest).hasValueLessThan(AHEAD);
        }
    }

    @Test
    default void aLargeAnswerIsNotHeldInMemory() throws Exception {
        AtomicLong sent = new AtomicLong();
        Script sending = scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: " + ALL + "\r\n\r\n");
            byte[] part = new byte[64 * 1024];
            Arrays.fill(part, (byte) 'x');
            while (sent.addAndGet(part.length) <= ALL) {
                scene.connection().send(part);
            }
            scene.connection().awaitEnd();
        };
        try (RawServer server = RawServer.start(sending);
                ClientContract.HttpClient client = client("retry: 0", server);
                Answer answer = client.execute(Call.get("/"))) {
            for (long read = 0; read < ALL; ) {
                assertThat(sent.get() - read).isLessThan(AHEAD);
                read += answer.read(256 * 1024).length();
            }
            assertThat(answer.text()).isEmpty();
        }
    }

    @Test
    default void anUploadThatFailsIsNoFaultOfTheInstance() throws Exception {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("expected by this row");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
        String settings =
                "balance: roundRobin\nretry: 0\noutlierDetection: { consecutiveFailures: 1 }\npanicThreshold: 0";
        try (RawServer one = RawServer.start(Script.ok("hi"));
                RawServer two = RawServer.start(Script.ok("hi"));
                ClientContract.HttpClient client = client(settings, one, two)) {
            Throwable thrown = catchThrowable(() -> client.upload(Call.post("/", ""), failing));
            if (thrown instanceof TestAbortedException aborted) {
                throw aborted;
            }
            assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining("expected by this row");
            for (int i = 0; i < 4; i++) {
                assertThat(ClientRows.call(client, Call.get("/")).text()).isEqualTo("hi");
            }
            assertThat(one.requests()).hasSize(2);
            assertThat(two.requests()).hasSize(2);
        }
    }
}
