package io.hauberk.bodylimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {
    private static final BodyLimit LIMIT = BodyLimit.of(10);
    private static final Handler READS_ALL = request -> Response.ok(read(request));

    @Test
    void anAnnouncedLengthBeyondTheLimitIsRefusedUnread() throws IOException {
        Body body = Body.of(new byte[11]);
        Handled handled = FilterTest.of(LIMIT).before(READS_ALL).handle(post(body));
        assertThat(handled.status()).isEqualTo(413);
        assertThat(handled.reason()).isEqualTo("body-too-large");
        assertThat(handled.rejection().detail()).contains("no more than 10 bytes");
        assertThat(handled.passed()).isEmpty();
        assertThat(body.opened()).isFalse();
        assertThat(handled.outcomes()).containsExactly(Outcome.REFUSED);
    }

    @Test
    void aBodyOfKnownLengthWithinTheLimitIsNotTouched() throws IOException {
        Body body = Body.of(new byte[10]);
        Handled handled = FilterTest.of(LIMIT).before(READS_ALL).handle(post(body));
        assertThat(handled.request().body()).isSameAs(body);
        assertThat(handled.text()).isEqualTo("10");
        assertThat(handled.outcomes()).containsExactly(Outcome.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10})
    void aChunkedBodyWithinTheLimitPasses(int length) throws IOException {
        Handled handled = FilterTest.of(LIMIT).before(READS_ALL).handle(post(chunked(length)));
        assertThat(handled.text()).isEqualTo(Integer.toString(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 100_000})
    void aChunkedBodyBeyondTheLimitIs413(int length) throws IOException {
        Handled handled = FilterTest.of(LIMIT).before(READS_ALL).handle(post(chunked(length)));
        assertThat(handled.status()).isEqualTo(413);
        assertThat(handled.outcomes()).containsExactly(Outcome.ALLOWED, Outcome.REFUSED);
    }

    @Test
    void howeverItIsReadNotOneByteMoreGetsOut() throws IOException {
        for (int way = 0; way < 4; way++) {
            int reading = way;
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            Handled handled = FilterTest.of(LIMIT)
                    .before(request -> {
                        if (reading == 3) {
                            request.body().transferTo(got);
                            return Response.of(200);
                        }
                        InputStream in = request.body().open();
                        byte[] buffer = new byte[3];
                        for (int n = 0; n >= 0; ) {
                            n = reading == 0 ? in.read() : reading == 1 ? in.read(buffer) : (int) in.skip(3) - 1;
                            for (int i = 0; i < (reading == 0 ? 1 : n); i++) {
                                got.write(0);
                            }
                        }
                        return Response.of(200);
                    })
                    .handle(post(chunked(50)));
            assertThat(handled.status()).isEqualTo(413);
            assertThat(got.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void readingOnAfterTheRefusalIsRefusedAgainAndRecordedOnce() throws IOException {
        Handled handled = FilterTest.of(LIMIT)
                .before(request -> {
                    InputStream in = request.body().open();
                    for (int i = 0; i < 3; i++) {
                        assertThatThrownBy(in::readAllBytes).isInstanceOf(RejectedException.class);
                    }
                    return Response.ok("I carry on");
                })
                .handle(post(chunked(50)));
        assertThat(handled.status()).isEqualTo(413);
        assertThat(handled.outcomes()).containsExactly(Outcome.ALLOWED, Outcome.REFUSED);
    }

    @Test
    void whateverTheReaderMadeOfTheExceptionIsReplacedByTheRefusal() throws IOException {
        Handled handled = FilterTest.of(LIMIT)
                .before(request -> {
                    try {
                        read(request);
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot read", e);
                    }
                    return Response.of(200);
                })
                .handle(post(chunked(11)));
        assertThat(handled.status()).isEqualTo(413);
    }

    @Test
    void anErrorPageThatTheApplicationWritesBecomes413() throws IOException {
        Handled handled = FilterTest.of(LIMIT).before(answering(400, true)).handle(post(chunked(11)));
        assertThat(handled.response().sent()).isTrue();
        assertThat(handled.status()).isEqualTo(413);
    }

    @Test
    void anErrorOfAnotherCauseKeepsItsStatus() throws IOException {
        assertThat(FilterTest.of(LIMIT)
                        .before(answering(404, false))
                        .handle(post(chunked(11)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatFailsAfterTheHeadHasLeftIsLeftAsItIs() {
        IllegalStateException failure = new IllegalStateException("broken off");
        FilterTest test = FilterTest.of(LIMIT).before(request -> {
            request.mapped(new Head(200, Headers.empty()));
            assertThatThrownBy(() -> read(request)).isInstanceOf(RejectedException.class);
            throw failure;
        });
        assertThatThrownBy(() -> test.handle(post(chunked(11)))).isSameAs(failure);
    }

    @Test
    void anExceptionThatHasNothingToDoWithItLeavesAsTheSameObject() {
        IOException failure = new IOException("no");
        FilterTest test = FilterTest.of(LIMIT).before(request -> {
            throw failure;
        });
        assertThatThrownBy(() -> test.handle(post(chunked(11)))).isSameAs(failure);
    }

    @Test
    void inShadowModeEverythingPassesAndIsRecorded() throws IOException {
        Filter shadow = LIMIT.shadowed();
        Handled announced = FilterTest.of(shadow).before(READS_ALL).handle(post(Body.of(new byte[11])));
        assertThat(announced.text()).isEqualTo("11");
        assertThat(announced.outcomes()).containsExactly(Outcome.WOULD_REFUSE);
        Handled counted = FilterTest.of(shadow).before(READS_ALL).handle(post(chunked(100_000)));
        assertThat(counted.text()).isEqualTo("100000");
        assertThat(counted.outcomes()).containsExactly(Outcome.ALLOWED, Outcome.WOULD_REFUSE);
        assertThat(shadow).hasToString("bodyLimit(10, shadow)");
    }

    @Test
    void aLimitOfNothingAndOneBeyondAllMemoryWork() throws IOException {
        assertThat(FilterTest.of(BodyLimit.of(0)).get("/").status()).isEqualTo(200);
        assertThat(FilterTest.of(BodyLimit.of(0))
                        .before(READS_ALL)
                        .handle(post(chunked(1)))
                        .status())
                .isEqualTo(413);
        assertThat(FilterTest.of(BodyLimit.of(Long.MAX_VALUE))
                        .before(READS_ALL)
                        .handle(post(chunked(1000)))
                        .text())
                .isEqualTo("1000");
        assertThatThrownBy(() -> BodyLimit.of(-1)).hasMessageContaining("its limit is -1");
    }

    private static Handler answering(int status, boolean reading) {
        return request -> {
            if (reading) {
                assertThatThrownBy(() -> read(request)).isInstanceOf(RejectedException.class);
            }
            return Response.sent(request.mapped(new Head(status, Headers.empty())));
        };
    }

    private static String read(Request request) throws IOException {
        try (InputStream in = request.body().open()) {
            return Integer.toString(in.readAllBytes().length);
        }
    }

    private static Body chunked(int length) {
        return Body.of(new ByteArrayInputStream(new byte[length]), -1);
    }

    private static Request post(Body body) {
        return Request.of(
                Exchange.begin(Ticker.system()), "POST", "http", "localhost", "/", null, Headers.empty(), body);
    }
}
