package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Concern;
import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rules 6 and 7, outbound: a refusal is an exception, and never an answer that looks like the server's. */
interface OutboundRefusalRows extends OutboundRows {
    @Test
    default void aRefusalIsThrown() throws Exception {
        try (OutboundRig rig = rig(Script.ok("hi"), new Refusing())) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/")))
                    .isInstanceOf(RejectedException.class)
                    .satisfies(OutboundRefusalRows::isTheRejection);
            assertThat(rig.server().requests()).isEmpty();
        }
    }

    @Test
    default void aRefusalOfAnEnqueuedCallIsItsFailure() throws Exception {
        try (OutboundRig rig = rig(Script.ok("hi"), new Refusing())) {
            Future<Answer> answer = rig.client().enqueue(Call.get("/"));

            assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(RejectedException.class)
                    .satisfies(OutboundRefusalRows::isTheRejection);
        }
    }

    private static void isTheRejection(Throwable thrown) {
        Rejection rejection = ((RejectedException) thrown).rejection();
        assertThat(rejection.status()).isEqualTo(429);
        assertThat(rejection.reason()).isEqualTo("rate-limit");
        assertThat(rejection.retryAfter()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    default void aRefusalAfterTheAnswerGivesThatUp() throws Exception {
        Ends ends = new Ends();
        Filter judging = (request, next) -> {
            next.handle(request).close();
            return Response.refused(Refusing.TOO_MANY);
        };
        try (OutboundRig rig =
                rig(Script.ok("hi"), judging, (request, next) -> ends.noting().handle(request, next))) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/"))).isInstanceOf(RejectedException.class);
            assertThat(ends.response()).isNotNull();
        }
    }

    @Test
    default void aRefusalOfTheServerIsAnAnswer() throws Exception {
        try (OutboundRig rig = rig(
                Script.answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"),
                (request, next) -> next.handle(request))) {
            Reply reply = rig.call(Call.get("/"));

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.text()).isEqualTo("busy");
        }
    }

    @Test
    default void aDeadlineThatHasPassedIsThrownAsOne() throws Exception {
        VirtualTime time = VirtualTime.still();
        Exchange exchange = Exchange.begin(time);
        exchange.shrink(Deadline.after(Duration.ofSeconds(1), time));
        time.advance(Duration.ofSeconds(2));
        try (OutboundRig rig = rig(Script.ok("hi"), (request, next) -> next.handle(request));
                Exchange.Scope scope = exchange.enter()) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/")))
                    .isInstanceOf(DeadlineExceededException.class)
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(rig.server().requests()).isEmpty();
        }
    }

    @Test
    default void aDeadlineEndsACallThatNobodyAnswers() throws Exception {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(Duration.ofMillis(200), Ticker.system()));
        try (OutboundRig rig = rig(Script.silent(), (request, next) -> next.handle(request));
                Exchange.Scope scope = exchange.enter()) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/"))).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    default void aDeadlineEndsACallWhoseHeadDrips() throws Exception {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.shrink(Deadline.after(Duration.ofMillis(300), Ticker.system()));
        try (OutboundRig rig = rig(
                        Script.dripping(Script.response("hi".repeat(1_000)), Duration.ofMillis(50)),
                        (request, next) -> next.handle(request));
                Exchange.Scope scope = exchange.enter()) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/"))).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    default void aTransportThatFailsThrowsWhatTheClientThrows() throws Exception {
        try (OutboundContract.HttpClient client = clientOfNobody((request, next) -> next.handle(request))) {
            assertThatThrownBy(() -> client.execute(Call.get("/")))
                    .isInstanceOf(ConnectException.class)
                    .isNotInstanceOf(RejectedException.class);
        }
        try (OutboundRig rig = rig(Script.resettingAfterRequest(), (request, next) -> next.handle(request))) {
            assertThatThrownBy(() -> rig.client().execute(Call.post("/", "body")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RejectedException.class);
        }
    }

    @Test
    default void aRequestBodyThatIsRefusedWhileItPassesIsThrown() throws Exception {
        try (OutboundRig rig = rig(Script.ok("hi"), new Limiting(10))) {
            assertThatThrownBy(() -> rig.client().execute(Call.post("/", "x".repeat(100_000))))
                    .isInstanceOf(RejectedException.class);
            assertThat(rig.call(Call.post("/", "short")).status()).isEqualTo(200);
        }
    }

    @Test
    default void whatAFilterThrowsByMistakeLeavesAsTheSameObject() throws Exception {
        IllegalStateException mistake = new IllegalStateException("expected by this row");
        Filter failing = (request, next) -> {
            throw mistake;
        };
        try (OutboundRig rig = rig(Script.ok("hi"), failing)) {
            assertThatThrownBy(() -> rig.client().execute(Call.get("/"))).isSameAs(mistake);
        }
    }

    @Test
    default void aShadowedRefusalIsRecordedAndTheCallPasses() throws Exception {
        Exchange exchange = Exchange.begin(Ticker.system());
        try (OutboundRig rig = rig(Script.ok("hi"), new Refusing().shadowed());
                Exchange.Scope scope = exchange.enter()) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("hi");

            assertThat(exchange.decisions()).extracting(Decision::outcome).doesNotContain(Outcome.REFUSED);
            assertThat(rig.server().requests()).hasSize(1);
        }
    }

    @Test
    default void aShadowedRefusalAfterTheAnswerIsTakenBack() throws Exception {
        Filter judging = new Named("limit", Concern.LIMIT, (request, next) -> {
            next.handle(request, head -> head.with("X-Judged", "1")).close();
            return Response.refused(Refusing.TOO_MANY);
        });
        Ends ends = new Ends();
        try (OutboundRig rig = rig(Script.ok("hi"), ends.noting(), judging.shadowed())) {
            Reply reply = rig.call(Call.get("/"));

            assertThat(reply.text()).isEqualTo("hi");
            assertThat(reply.all("X-Judged")).isEmpty();
            assertThat(ends.response()).isEqualTo(End.COMPLETED);
        }
    }
}
