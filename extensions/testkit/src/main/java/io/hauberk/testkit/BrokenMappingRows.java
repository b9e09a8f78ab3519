package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a head mapping throws, the head does not leave without it: it may be the one that takes a secret away. */
interface BrokenMappingRows extends Rows {
    private static Filter broken(AtomicInteger runs) {
        return (request, next) -> next.handle(request, head -> {
            runs.incrementAndGet();
            throw new IllegalStateException("expected by this row");
        });
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    default void nothingLeavesWhereAMappingFails(Output output) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Ends ends = new Ends();
        rig().filters(ends.noting(), broken(runs))
                .at("/", output.app())
                .at(InboundContract.ERROR_PAGE, App.text("error page"));

        assertNothingLeft(rig().get("/"));
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        assertThat(runs).hasValue(1);
    }

    private static void assertNothingLeft(Reply reply) {
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(reply.text()).doesNotContain("hello", "xxxxx", "garbage");
    }

    @Test
    default void anErrorPageIsShownAllTheSame() throws Exception {
        rig().filters((request, next) -> next.handle(request, head -> {
                    throw new UnsupportedOperationException("expected by this row");
                }))
                .at("/", Output.TO_THE_WRITER.app())
                .at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("error page");
        assertThat(reply.all("X-App")).isEmpty();
    }

    @Test
    default void aFilterOutsideMayAnswerInstead() throws Exception {
        Filter answering = (request, next) -> {
            try {
                return next.handle(request);
            } catch (IllegalStateException e) {
                return Response.ok("instead");
            }
        };
        rig().filters(answering, broken(new AtomicInteger())).at("/", Output.MUCH_AT_ONCE.app());

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo("instead");
        assertThat(reply.all("X-App")).isEmpty();
    }

    @Test
    default void theBodyOfATargetIsClosedWhereAMappingFails() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        rig().target(
                        request -> Response.of(200, Headers.of("X-App", "app"), Body.of(new Endless(), -1))
                                .onEnd(end -> ended.countDown()),
                        broken(new AtomicInteger()));

        assertNothingLeft(rig().get("/"));
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = AsyncOutput.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"AN_.*", "A_TIMEOUT.*"})
    default void nothingLeavesAsynchronouslyEither(AsyncOutput output) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Ends ends = new Ends();
        rig().filters(ends.noting(), broken(runs)).at("/", output.app()).at("/elsewhere", App.text("elsewhere"));

        assertNothingLeft(rig().get("/"));
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        assertThat(runs).hasValue(1);
    }
}
