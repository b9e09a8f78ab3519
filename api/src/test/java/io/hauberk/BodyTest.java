package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyTest {
    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes());
    }

    private static String read(Body body) throws IOException {
        return new String(body.open().readAllBytes());
    }

    @Test
    void bytesCanBeReadAgainAndAgain() throws IOException {
        Body body = Body.of("h\u00e4");

        assertThat(body.length()).isEqualTo(3);
        assertThat(body.replayable()).isTrue();
        assertThat(body.opened()).isFalse();
        assertThat(body.open().readAllBytes()).hasSize(3);
        assertThat(body.open().readAllBytes()).hasSize(3);
        assertThat(body.opened()).isTrue();
        assertThat(body.trailers().size()).isZero();
        assertThat(body.toString()).isEqualTo("3 bytes");
    }

    @Test
    void aStreamCanBeReadOnce() throws IOException {
        Body body = Body.of(stream("hi"), 2);

        assertThat(body.replayable()).isFalse();
        assertThat(body.opened()).isFalse();
        assertThat(read(body)).isEqualTo("hi");
        assertThat(body.opened()).isTrue();
        assertThatThrownBy(body::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("once");
    }

    @Test
    void aStreamThatWasGivenUpCannotBeRead() {
        AtomicInteger closed = new AtomicInteger();
        Body body = Body.of(
                new InputStream() {
                    @Override
                    public int read() {
                        return -1;
                    }

                    @Override
                    public void close() throws IOException {
                        closed.incrementAndGet();
                        throw new IOException("nobody wants to know");
                    }
                },
                -1);

        body.close();

        assertThat(closed).hasValue(1);
        assertThat(body.opened()).isTrue();
        assertThatThrownBy(body::open).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEmptyBodyIsNeverOpened() throws IOException {
        assertThat(read(Body.empty())).isEmpty();
        assertThat(Body.empty().opened()).isFalse();
        assertThat(Body.of(new byte[0])).isSameAs(Body.empty());
    }

    @Test
    void transferFlushesWhenTheNextByteIsNotThereYet() throws IOException {
        AtomicInteger flushes = new AtomicInteger();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushes.incrementAndGet();
            }
        };
        InputStream twoPieces = new InputStream() {
            private int piece;

            @Override
            public int read() {
                throw new AssertionError("read in bulk");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                bytes[offset] = 'x';
                return piece++ < 2 ? 1 : -1;
            }

            @Override
            public int available() {
                return piece == 1 ? 1 : 0;
            }
        };

        assertThat(Body.of(twoPieces, -1).transferTo(out)).isEqualTo(2);
        assertThat(out.toString()).isEqualTo("xx");
        assertThat(flushes).hasValue(1);
    }

    @Test
    void transferOfAKnownLengthDoesNotFlush() throws IOException {
        AtomicInteger flushes = new AtomicInteger();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushes.incrementAndGet();
            }
        };

        assertThat(Body.of(stream("x".repeat(20_000)), 20_000).transferTo(out)).isEqualTo(20_000);
        assertThat(Body.of("bytes").transferTo(out)).isEqualTo(5);
        assertThat(flushes).hasValue(0);
    }

    @Test
    void saysWhatItIs() {
        assertThat(Body.of(stream("hi"), 2).toString()).isEqualTo("a stream of 2 bytes");
        assertThat(Body.of(stream("hi"), -1).toString()).isEqualTo("a stream");
    }
}
