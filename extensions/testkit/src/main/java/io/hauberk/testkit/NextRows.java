package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rule 2: next is called never, once, or, where that makes sense, again and again. */
interface NextRows extends Rows {
    @Test
    default void aFilterMayAnswerItself() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        rig().filter((request, next) -> Response.of(202, Headers.of("X-A", "1", "X-A", "2"), Body.of("mine")));
        rig().at("/", (request, response) -> runs.incrementAndGet());

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.all("x-a")).containsExactly("1", "2");
        assertThat(reply.text()).isEqualTo("mine");
        assertThat(runs).hasValue(0);
        assertThat(rig().innerRuns()).isZero();
    }

    @Test
    default void theApplicationRunsOnceAndRefusesASecondCall() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        List<Throwable> second = new ArrayList<>();
        rig().filter((request, next) -> {
            Response response = next.handle(request);
            try {
                next.handle(request);
            } catch (IllegalStateException e) {
                second.add(e);
            }
            return response;
        });
        rig().at("/", (request, response) -> {
            runs.incrementAndGet();
            response.getWriter().write("once");
        });

        assertThat(rig().get("/").text()).isEqualTo("once");
        assertThat(runs).hasValue(1);
        assertThat(rig().innerRuns()).isEqualTo(1);
        assertThat(second).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("second time"));
    }

    @Test
    default void anApplicationThatThrewIsNotRunAgainEither() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        rig().filter((request, next) -> {
            try {
                return next.handle(request);
            } catch (RuntimeException e) {
                return next.handle(request);
            }
        });
        rig().at("/", (request, response) -> {
            runs.incrementAndGet();
            throw new IllegalArgumentException("expected by this row");
        });

        assertThat(rig().get("/").status()).isEqualTo(500);
        assertThat(runs).hasValue(1);
        assertThat(rig().innerRuns()).isEqualTo(1);
    }

    @Test
    default void aTargetMayBeCalledAgainOnceTheFirstAnswerIsClosed() throws Exception {
        Ends ends = new Ends();
        AtomicInteger calls = new AtomicInteger();
        Filter retrying = (request, next) -> {
            Response first = next.handle(request);
            if (first.status() != 503) {
                return first;
            }
            first.close();
            return next.handle(request);
        };
        rig().target(
                        request -> calls.incrementAndGet() == 1 ? Response.of(503) : Response.ok("second"),
                        retrying,
                        ends.noting());

        assertThat(rig().get("/").text()).isEqualTo("second");
        assertThat(calls).hasValue(2);
        assertThat(ends.response()).isEqualTo(End.CANCELLED);
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the culprit of this row
    default void aFilterThatReturnsNullIsNamed() throws Exception {
        Filter forgetful = new Named("forgetful", (request, next) -> null);
        rig().filters(forgetful);

        assertThat(rig().get("/").status()).isEqualTo(500);
        assertThat(rig().pass().thrown()).hasMessageContaining("forgetful").hasMessageContaining("null");
    }

    @Test
    default void anAnswerThatHasNotLeftGivesWayToTheOneOfAFilter() throws Exception {
        Ends ends = new Ends();
        Filter outer = (request, next) -> next.handle(request, head -> head.adding("X-Mapped", "1"));
        Filter judging = (request, next) -> {
            Response response = next.handle(request);
            response.close();
            return Response.of(410, Headers.of("X-Mine", "1"), Body.of("mine"));
        };
        rig().filters(ends.noting(), outer, judging).at("/", (request, response) -> {
            response.setStatus(201);
            response.setHeader("X-App", "app");
            response.getWriter().write("the application's");
        });

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(410);
        assertThat(reply.text()).isEqualTo("mine");
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(reply.all("X-Mine")).containsExactly("1");
        assertThat(reply.all("X-Mapped")).containsExactly("1");
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
    }

    @Test
    default void anAnswerThatHasLeftCannotBeReplaced() throws Exception {
        Ends ends = new Ends();
        Filter judging = (request, next) -> {
            next.handle(request);
            return Response.of(410, Headers.of("X-Mine", "1"), Body.of("mine"));
        };
        rig().filters(ends.noting(), judging).at("/", (request, response) -> {
            response.getOutputStream().print("the application's");
            response.flushBuffer();
        });

        try {
            Reply reply = rig().get("/");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).doesNotContain("mine");
        } catch (IOException e) {
            // Most containers break such an answer off.
            assertThat(e).isNotNull();
        }
        assertThat(rig().pass().thrown())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("left");
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
    }
}
