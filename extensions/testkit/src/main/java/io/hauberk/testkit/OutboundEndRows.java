package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rule 4, outbound: whatever was acquired for a call is released once, when its answer has ended. */
interface OutboundEndRows extends OutboundRows {
    private static void assertEnded(Ends ends, End end) throws InterruptedException {
        assertThat(ends.response()).isEqualTo(end);
        assertThat(ends.exchange()).isEqualTo(end);
        ends.nothingMore();
    }

    @Test
    default void anAnswerThatWasReadIsCompleted() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.ok("hi"), ends.noting())) {
            rig.call(Call.get("/"));
            assertEnded(ends, End.COMPLETED);
        }
    }

    @Test
    default void anAnswerInChunksThatWasReadIsCompleted() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.chunked("X-Sum", "42", "one ", "two"), ends.noting())) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("one two");
            assertEnded(ends, End.COMPLETED);
        }
    }

    @Test
    default void anAnswerWithoutABodyIsCompleted() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.answering("HTTP/1.1 204 No Content\r\n\r\n"), ends.noting())) {
            rig.call(Call.get("/"));
            assertEnded(ends, End.COMPLETED);
        }
        try (OutboundRig rig = rig(Script.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), ends.noting())) {
            rig.call(new Call("HEAD", "/", Headers.empty(), null, null));
            assertEnded(ends, End.COMPLETED);
        }
    }

    @Test
    default void aPermitCoversTheReadingOfTheBody() throws Exception {
        AtomicInteger permits = new AtomicInteger();
        Filter limit = (request, next) -> {
            permits.incrementAndGet();
            return next.handle(request).onEnd(end -> permits.decrementAndGet());
        };
        try (OutboundRig rig = rig(Script.ok("x".repeat(100_000)), limit);
                Answer answer = rig.client().execute(Call.get("/"))) {
            answer.read(10);
            assertThat(permits).hasValue(1);
            answer.text();
            assertThat(permits).hasValue(0);
        }
    }

    @Test
    default void anAnswerThatIsClosedUnreadIsCancelled() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.fallingSilentInBody(), ends.noting())) {
            rig.client().execute(Call.get("/")).close();
            assertEnded(ends, End.CANCELLED);
        }
    }

    @Test
    default void aCallThatIsGivenUpWhileItsAnswerIsReadIsCancelled() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.fallingSilentInBody(), ends.noting());
                Answer answer = rig.client().execute(Call.get("/"))) {
            answer.read(4);
            answer.cancel();
            assertThatThrownBy(answer::text).isInstanceOf(IOException.class);
            answer.close();
            assertEnded(ends, End.CANCELLED);
        }
    }

    @Test
    default void anAnswerThatBreaksOffIsFailed() throws Exception {
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.resettingInBody(), ends.noting());
                Answer answer = rig.client().execute(Call.get("/"))) {
            assertThatThrownBy(answer::text).isInstanceOf(IOException.class);
            assertEnded(ends, End.FAILED);
        }
    }

    @Test
    default void anAnswerOfAFilterEndsToo() throws Exception {
        Ends ends = new Ends();
        Filter answering = (request, next) -> Response.ok("mine");
        try (OutboundRig rig = rig(Script.ok("hi"), ends.noting(), answering)) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("mine");
            assertEnded(ends, End.COMPLETED);
            rig.client().execute(Call.get("/")).close();
            assertEnded(ends, End.CANCELLED);
        }
    }

    @Test
    default void anAnswerThatAFilterThrewAwayIsCancelledAndTheNextOneCounts() throws Exception {
        Ends ends = new Ends();
        Filter again = (request, next) -> {
            next.handle(request).close();
            return next.handle(request);
        };
        AtomicInteger calls = new AtomicInteger();
        Filter noting = (request, next) -> {
            calls.incrementAndGet();
            return ends.noting().handle(request, next);
        };
        try (OutboundRig rig = rig(Script.ok("hi"), again, noting)) {
            rig.call(Call.get("/"));

            assertThat(calls).hasValue(2);
            assertThat(ends.response()).isEqualTo(End.CANCELLED);
            assertThat(ends.response()).isEqualTo(End.COMPLETED);
        }
    }

    @Test
    default void aCallThatFailsEndsItsExchangeAndReleases() throws Exception {
        Ends ends = new Ends();
        AtomicInteger permits = new AtomicInteger();
        Filter limit = (request, next) -> {
            permits.incrementAndGet();
            try {
                return next.handle(request).onEnd(end -> permits.decrementAndGet());
            } catch (IOException | RuntimeException e) {
                permits.decrementAndGet();
                throw e;
            }
        };
        try (OutboundContract.HttpClient client = clientOfNobody(ends.noting(), limit)) {
            assertThatThrownBy(() -> client.execute(Call.get("/"))).isInstanceOf(IOException.class);

            assertThat(ends.exchange()).isNotEqualTo(End.COMPLETED);
            assertThat(permits).hasValue(0);
            ends.nothingMore();
        }
    }
}
