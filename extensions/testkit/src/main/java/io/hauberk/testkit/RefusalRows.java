package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Response;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules 6 and 8: a refusal is a value and becomes one problem document; what the application throws stays its own. */
interface RefusalRows extends Rows {
    @Test
    default void aRefusalBecomesOneProblemDocument() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        rig().filters(new Refusing()).at("/", (request, response) -> runs.incrementAndGet());

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.all("Content-Type"))
                .singleElement()
                .satisfies(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(reply.all("Retry-After")).containsExactly("2");
        assertThat(reply.all("X-Limit")).containsExactly("10");
        assertThat(reply.text())
                .startsWith("{")
                .endsWith("}")
                .containsPattern("\"status\"\\s*:\\s*429")
                .contains("Come back later.")
                .containsPattern("\"limit\"\\s*:\\s*10")
                .doesNotContain("secret-rule");
        assertThat(runs).hasValue(0);
    }

    @Test
    default void aRefusalAnswersHeadWithoutABody() throws Exception {
        rig().filters(new Refusing());

        Reply reply = rig().client().head("/");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.all("Retry-After")).containsExactly("2");
        assertThat(reply.text()).isEmpty();
    }

    @Test
    default void filtersOutsideSeeTheRefusalAndMapItsHead() throws Exception {
        List<@Nullable Rejection> seen = new ArrayList<>();
        Ends ends = new Ends();
        List<Decision> decisions = new ArrayList<>();
        Filter outside = (request, next) -> {
            request.exchange().onEnd(end -> decisions.addAll(request.exchange().decisions()));
            Response response = next.handle(request, head -> head.with("X-Mapped", "1"));
            seen.add(response.rejection());
            return response;
        };
        rig().filters(outside, ends.noting(), new Refusing());

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.all("X-Mapped")).containsExactly("1");
        assertThat(seen).containsExactly(Refusing.TOO_MANY);
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(decisions).contains(Refusing.TOO_MANY.decision(Outcome.REFUSED));
    }

    @Test
    default void whatTheApplicationThrowsLeavesAsTheSameObject() throws Exception {
        for (Throwable thrown : List.of(
                new IllegalStateException("expected by this row"),
                new ServletException("expected by this row"),
                new IOException("expected by this row"),
                new AssertionError("expected by this row"))) {
            Filter innocent = (request, next) -> next.handle(request, head -> head.with("X-Mapped", "1"));
            rig().filters(innocent).at("/", (request, response) -> sneak(thrown));

            assertThat(rig().get("/").status()).isEqualTo(500);
            // Some containers wrap an Error in a ServletException before we see it.
            assertThat(rig().pass().thrown()).isSameAs(rig().thrownInside());
        }
    }

    private static void sneak(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @Test
    default void anExceptionOfTheApplicationCanBeAnsweredByAFilter() throws Exception {
        Filter fallback = (request, next) -> {
            try {
                return next.handle(request);
            } catch (IllegalStateException e) {
                return Response.ok("fallback");
            }
        };
        rig().filters((request, next) -> next.handle(request, head -> head.with("X-Mapped", "1")), fallback)
                .at("/", (request, response) -> {
                    response.setHeader("X-App", "app");
                    response.getWriter().write("garbage");
                    throw new IllegalStateException("expected by this row");
                });

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("fallback");
        assertThat(reply.all("X-Mapped")).containsExactly("1");
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(rig().pass().thrown()).isNull();
    }

    @Test
    default void aTransportThatFailedEndsAsFailed() throws Exception {
        Ends ends = new Ends();
        rig().filters(ends.noting(), (request, next) -> {
            throw new IOException("expected by this row");
        });

        assertThat(rig().get("/").status()).isGreaterThanOrEqualTo(500);
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        ends.nothingMore();
    }
}
