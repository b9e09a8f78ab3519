package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Request;
import io.hauberk.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Rule 1: requests are values, read as they were sent; the application sees what the filters made of them. */
interface RequestRows extends Rows {
    @Test
    default void methodPathAndQueryComeRaw() throws Exception {
        Request seen = seenBy("/a%20b/c.d;e=f?q=%41+b&&x=%2f");

        assertThat(seen.method()).isEqualTo("GET");
        assertThat(seen.scheme()).isEqualTo("http");
        assertThat(seen.path()).isEqualTo("/a%20b/c.d;e=f");
        assertThat(seen.query()).isEqualTo("q=%41+b&&x=%2f");
        assertThat(seen.authority()).isEqualTo("127.0.0.1:" + rig().port());
        assertThat(seen.host()).isEqualTo("127.0.0.1");
    }

    @Test
    default void anEmptyQueryIsNotAMissingOne() throws Exception {
        assertThat(seenBy("/a?").query()).isEmpty();
        assertThat(seenBy("/a").query()).isNull();
    }

    @Test
    default void allValuesOfAHeaderComeInOrder() throws Exception {
        Request seen = seenBy("/", "X-Many", "1", "x-many", "2", "X-MANY", "3", "X-Empty", "");

        assertThat(seen.headers().all("X-Many")).containsExactly("1", "2", "3");
        assertThat(seen.header("x-empty")).isEmpty();
        assertThat(seen.header("x-missing")).isNull();
        assertThat(seen.headers().all("host")).hasSize(1);
    }

    private Request seenBy(String target, String... headers) throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        rig().filter((request, next) -> {
            seen.set(request);
            return Response.of(204);
        });
        assertThat(rig().get(target, headers).status()).isEqualTo(204);
        return seen.get();
    }

    @Test
    default void theApplicationSeesTheHeadersThatTheFiltersLeft() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> next.handle(request.withHeaders(request.headers()
                .edit()
                .remove("X-Spoofed")
                .set("X-Changed", "new")
                .set("X-Number", "42")
                .set("X-Date", "Thu, 01 Jan 1970 00:00:01 GMT")
                .add("X-Many", "1")
                .add("X-Many", "2")
                .build())));
        rig().at("/", (request, response) -> {
            seen.add(request.getHeader("x-spoofed") == null);
            seen.add(request.getHeaders("X-SPOOFED").hasMoreElements());
            seen.add(Collections.list(request.getHeaderNames()).stream().noneMatch("x-spoofed"::equalsIgnoreCase));
            seen.add(request.getHeader("X-CHANGED"));
            seen.add(request.getIntHeader("x-number"));
            seen.add(request.getIntHeader("x-missing"));
            seen.add(request.getDateHeader("x-date"));
            seen.add(Collections.list(request.getHeaders("x-many")));
            seen.add(Collections.list(request.getHeaderNames()).stream()
                    .filter("x-many"::equalsIgnoreCase)
                    .count());
        });

        rig().get("/", "X-Spoofed", "me", "x-spoofed", "me too", "X-Changed", "old");

        assertThat(seen).containsExactly(true, false, true, "new", 42, -1, 1000L, List.of("1", "2"), 1L);
    }

    @Test
    default void theApplicationSeesTheCookiesThatTheFiltersLeft() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) ->
                next.handle("1".equals(request.header("X-Strip")) ? request.without("Cookie") : request));
        rig().at(
                        "/",
                        (request, response) ->
                                seen.add(request.getCookies() == null ? "none" : request.getCookies()[0].getValue()));

        rig().get("/", "Cookie", "session=abc");
        rig().get("/", "Cookie", "session=abc", "X-Strip", "1");

        assertThat(seen).containsExactly("abc", "none");
    }

    @Test
    default void aChangedMethodAndQueryReachTheApplication() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> next.handle(request.withMethod("PURGE").withQuery("a=2&b=3")));
        rig().at("/", (request, response) -> {
            seen.add(request.getMethod());
            seen.add(request.getQueryString());
        });

        rig().get("/?a=1");

        assertThat(seen).containsExactly("PURGE", "a=2&b=3");
    }

    @Test
    default void parametersFollowAChangedQuery() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> next.handle(request.withQuery("a=2&b=3")));
        rig().at("/", (request, response) -> {
            seen.add(request.getParameter("a"));
            seen.add(request.getParameter("b"));
            seen.add(request.getParameterMap().size());
        });

        rig().get("/?a=1&c=4");

        assertThat(seen).containsExactly("2", "3", 2);
    }
}
