package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** FORWARD, INCLUDE and ERROR dispatches: inside the same exchange, with the same view, and nothing is decided twice. */
interface DispatchRows extends Rows {
    /** Hides a field, maps the head, and notes the exchange of each decision. */
    private static Filter guarding(List<Exchange> decided) {
        return (request, next) -> {
            decided.add(request.exchange());
            return next.handle(request.without("X-Spoofed"), head -> head.adding("X-Frame-Options", "DENY"));
        };
    }

    private static App looking(List<Object> seen, App then) {
        return (request, response) -> {
            seen.add(String.valueOf(request.getHeader("x-spoofed")));
            seen.add(Rows.here());
            then.serve(request, response);
        };
    }

    private static void assertOneView(List<Object> seen, List<Exchange> decided, int dispatches) {
        assertThat(decided).hasSize(1);
        assertThat(seen).hasSize(2 * dispatches);
        assertThat(Set.copyOf(seen)).containsExactlyInAnyOrder("null", decided.get(0));
    }

    private static RequestDispatcher to(HttpServletRequest request, String path) {
        return request.getRequestDispatcher(path);
    }

    @Test
    default void aForwardIsNotDecidedAgain() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(ends.noting(), guarding(decided));
        rig().at("/", looking(seen, (request, response) -> to(request, "/page").forward(request, response)));
        rig().at("/page", looking(seen, App.text("the page")));

        Reply reply = rig().get("/", "X-Spoofed", "me");

        assertThat(reply.text()).isEqualTo("the page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
        assertOneView(seen, decided, 2);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        ends.nothingMore();
    }

    @Test
    default void aForwardAfterMuchOutputStillStartsAnew() throws Exception {
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        rig().filter(guarding(decided));
        rig().at("/", (request, response) -> {
            response.getOutputStream().print("garbage");
            to(request, "/page").forward(request, response);
        });
        rig().at("/page", (request, response) -> response.getOutputStream().print("the page"));

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo("the page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    default void aCapturedForwardArrivesWhole() throws Exception {
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        rig().filters(guarding(decided), (request, next) -> next.handle(request.capturing(1000)));
        rig().at("/", (request, response) -> to(request, "/page").forward(request, response));
        rig().at("/page", App.text("the page"));

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo("the page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    default void dispatchesHaveTheirOwnQueriesBesideTheFirstOne() throws Exception {
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        rig().filter(guarding(decided));
        rig().at("/forward", (request, response) -> to(request, "/page?b=2").forward(request, response));
        rig().at("/async", (request, response) -> request.startAsync().dispatch("/page?b=2"));
        rig().at(
                        "/page",
                        (request, response) ->
                                response.getWriter().write(request.getParameter("a") + request.getParameter("b")));

        assertThat(rig().get("/forward?a=1").text()).isEqualTo("12");
        assertThat(rig().get("/async?a=1").text()).isEqualTo("12");
    }

    @Test
    default void dispatchesKeepAQueryThatAFilterHasChanged() throws Exception {
        rig().filter((request, next) -> next.handle(request.withQuery("a=3")));
        rig().at("/forward", (request, response) -> to(request, "/page?b=2").forward(request, response));
        rig().at("/async", (request, response) -> request.startAsync().dispatch("/page?b=2"));
        rig().at(
                        "/page",
                        (request, response) ->
                                response.getWriter().write(request.getParameter("a") + request.getParameter("b")));

        assertThat(rig().get("/forward?a=1").text()).isEqualTo("32");
        assertThat(rig().get("/async?a=1").text()).isEqualTo("32");
    }

    @Test
    default void anIncludeIsNotDecidedAgain() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        rig().filter(guarding(decided));
        rig().at("/", looking(seen, (request, response) -> {
            response.getWriter().write("before ");
            to(request, "/part").include(request, response);
            response.getWriter().write(" after");
        }));
        rig().at("/part", looking(seen, App.text("part")));

        Reply reply = rig().get("/", "X-Spoofed", "me");

        assertThat(reply.text()).isEqualTo("before part after");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
        assertOneView(seen, decided, 2);
    }

    @Test
    default void anErrorPageIsNotDecidedAgainAndKeepsItsSecurityHeaders() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(ends.noting(), guarding(decided));
        rig().at("/", looking(seen, (request, response) -> response.sendError(501)));
        rig().at(InboundContract.ERROR_PAGE, looking(seen, App.text("error page")));

        Reply reply = rig().get("/", "X-Spoofed", "me");

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.text()).isEqualTo("error page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
        assertOneView(seen, decided, 2);
        assertThat(ends.exchange()).isNotNull();
        assertThat(ends.response()).isNotNull();
        ends.nothingMore();
    }

    @Test
    default void anErrorPageForAnExceptionIsNotDecidedAgainEither() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(ends.noting(), guarding(decided));
        rig().at("/", looking(seen, (request, response) -> {
            throw new UnsupportedOperationException("expected by this row");
        }));
        rig().at(InboundContract.ERROR_PAGE, looking(seen, App.text("error page")));

        Reply reply = rig().get("/", "X-Spoofed", "me");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("error page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
        assertOneView(seen, decided, 2);
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
        ends.nothingMore();
    }

    @Test
    default void anErrorPageForAnAsyncErrorKeepsItsSecurityHeaders() throws Exception {
        List<Exchange> decided = new CopyOnWriteArrayList<>();
        List<Object> seen = new CopyOnWriteArrayList<>();
        rig().filter(guarding(decided));
        rig().at("/", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                request.startAsync().dispatch();
            } else {
                response.sendError(501);
            }
        });
        rig().at(InboundContract.ERROR_PAGE, looking(seen, App.text("error page")));

        Reply reply = rig().get("/", "X-Spoofed", "me");

        assertThat(reply.text()).isEqualTo("error page");
        assertThat(reply.all("X-Frame-Options")).containsExactly("DENY");
        assertOneView(seen, decided, 1);
    }

    @Test
    default void whatAnErrorPageThrowsEndsTheExchangeAllTheSame() throws Exception {
        Ends ends = new Ends();
        rig().filter(ends.noting());
        rig().at("/", (request, response) -> response.sendError(501));
        rig().at(InboundContract.ERROR_PAGE, (request, response) -> {
            throw new IllegalStateException("expected by this row");
        });

        assertThat(rig().get("/").status()).isGreaterThanOrEqualTo(500);
        assertThat(ends.exchange()).isNotNull();
        assertThat(ends.response()).isNotNull();
        ends.nothingMore();
    }

    @Test
    default void aFailureOfAFilterGetsAnErrorPage() throws Exception {
        Ends ends = new Ends();
        rig().filters(ends.noting(), (request, next) -> {
            throw new UnsupportedOperationException("expected by this row");
        });
        rig().at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("error page");
        assertThat(ends.exchange()).isEqualTo(End.FAILED);
    }

    @Test
    default void aFilterThatFailsShowsTheErrorPageNoSpoofedField() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        rig().filters(
                        (request, next) ->
                                next.handle(request.without("X-Spoofed"), head -> head.with("X-Mapped", "1")),
                        (request, next) -> {
                            throw new UnsupportedOperationException("expected by this row");
                        });
        rig().at(InboundContract.ERROR_PAGE, (request, response) -> {
            seen.add(String.valueOf(request.getHeader("x-spoofed")));
            response.getWriter().write("error page");
        });

        rig().get("/", "X-Spoofed", "me");

        assertThat(seen).containsExactly("null");
    }
}
