package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Rejection;
import io.hauberk.Response;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that begins after the deadline does not leave; one that began before goes on. */
interface LateRows extends Rows {
    /** Lets the deadline pass before the application runs, and answers where it is thrown. */
    Filter LATE = (request, next) -> {
        pass(request.exchange());
        try {
            return next.handle(request);
        } catch (DeadlineExceededException e) {
            return Response.refused(Rejection.of("late", 504, "late"));
        }
    };

    private static void pass(Exchange exchange) {
        exchange.shrink(Deadline.after(Duration.ZERO, exchange.ticker()));
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    default void anAnswerThatBeginsAfterTheDeadlineIsNotSent(Output output) throws Exception {
        assumeTrue(output.status != 500, "what it throws is the application's own");
        Ends ends = new Ends();
        rig().filters(ends.noting(), LATE).at("/", output.app());

        assertLate(rig().get("/"));
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
    }

    private static void assertLate(Reply reply) {
        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(reply.text()).doesNotContain("hello", "xx", "garbage");
    }

    @Test
    default void whatTheApplicationThrowsAfterTheDeadlineIsItsOwn() throws Exception {
        rig().filters(LATE).at("/", Output.AN_EXCEPTION_WITH_A_PAGE.app());
        rig().at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("error page");
    }

    @Test
    default void theApplicationCannotTalkItselfOutOfIt() throws Exception {
        rig().filters(LATE).at("/", (request, response) -> {
            for (int i = 0; i < 2; i++) {
                try {
                    response.getOutputStream().write(new byte[100_000]);
                } catch (IOException e) {
                    response.setHeader("X-App", "again");
                }
            }
        });
        assertLate(rig().get("/"));

        rig().at("/", (request, response) -> {
            try {
                response.flushBuffer();
            } catch (IOException e) {
                throw new ServletException("wrapped", e);
            }
        });
        assertLate(rig().get("/"));
    }

    @Test
    default void anAnswerThatBeganBeforeTheDeadlineIsSentWhole() throws Exception {
        rig().at("/", (request, response) -> {
            response.getOutputStream().print("hel");
            response.flushBuffer();
            pass(Rows.here());
            response.getOutputStream().print("lo");
        });

        assertThat(rig().get("/").text()).isEqualTo("hello");
    }

    @Test
    default void aCapturedAnswerThatIsLateIsTheFiltersToJudge() throws Exception {
        rig().filters(LATE, (request, next) -> next.handle(request.capturing(100)))
                .at("/", App.text("hello"));

        assertThat(rig().get("/").text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @EnumSource(
            value = AsyncOutput.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = {"AN_.*", "A_TIMEOUT.*"})
    default void anAsyncAnswerThatBeginsAfterTheDeadlineIsNotSentEither(AsyncOutput output) throws Exception {
        Ends ends = new Ends();
        rig().filters(ends.noting(), LATE).at("/", output.app()).at("/elsewhere", App.text("elsewhere"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
    }
}
