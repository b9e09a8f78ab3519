package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules 3 and 5: an answer of the application can be read where a filter asks for it, up to a limit. */
interface CaptureRows extends Rows {
    /** Keeps the first answer with status 200 and gives it to everyone. */
    final class Cache implements Filter {
        private final AtomicReference<Head> head = new AtomicReference<>();
        private final AtomicReference<byte[]> body = new AtomicReference<>();

        @Override
        public Response handle(io.hauberk.Request request, io.hauberk.Handler next) throws IOException {
            Head stored = head.get();
            if (stored != null) {
                return Response.of(stored.status(), stored.headers(), Body.of(body.get()));
            }
            Response response = next.handle(request.capturing(1000));
            if (response.sent() || response.status() != 200) {
                return response;
            }
            byte[] bytes = response.body().open().readAllBytes();
            body.set(bytes);
            head.set(response.head());
            return response.withBody(Body.of(bytes));
        }
    }

    @Test
    default void aCacheInsideTwoMappingsStoresNoneOfTheirFields() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter[] mappings = Mappings.of(log);
        Cache cache = new Cache();
        AtomicInteger runs = new AtomicInteger();
        rig().filters(mappings[0], mappings[1], cache).at("/", (request, response) -> {
            runs.incrementAndGet();
            response.setHeader("X-App", "app");
            response.getWriter().write("hello");
        });

        for (int i = 0; i < 3; i++) {
            log.clear();
            Reply reply = rig().get("/");
            assertThat(reply.text()).isEqualTo("hello");
            Mappings.assertMapped(reply, log);
        }

        assertThat(runs).hasValue(1);
        assertThat(cache.head.get().headers().all("X-App")).containsExactly("app");
        assertThat(cache.head.get().headers())
                .extracting(java.util.Map.Entry::getKey)
                .doesNotContain("X-Inner", "X-Outer");
    }

    @ParameterizedTest
    @EnumSource(
            value = Output.class,
            names = {
                "NOTHING",
                "A_STATUS_ONLY",
                "TO_.*",
                "WITH_A_LENGTH.*",
                "IN_UTF_8",
                "WITH_A_COOKIE",
                "AFTER_RESET.*"
            },
            mode = EnumSource.Mode.MATCH_ANY)
    default void smallAnswersCanBeReadAndChanged(Output output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter[] mappings = Mappings.of(log);
        Filter framing = (request, next) -> {
            Response response = next.handle(request.capturing(1000));
            assertThat(response.sent()).isFalse();
            String text = new String(response.body().open().readAllBytes(), StandardCharsets.UTF_8);
            return response.withHeaders(response.headers().with("X-Framed", "1"))
                    .withBody(Body.of("[" + text + "]"));
        };
        rig().filters(mappings[0], mappings[1], framing).at("/", output.app());

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(output.status);
        assertThat(new String(reply.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo("[" + output.text + "]");
        assertThat(reply.all("X-Framed")).containsExactly("1");
        assertThat(reply.all("X-App")).containsExactly("app");
        Mappings.assertMapped(reply, log);
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    default void whateverIsCapturedArrivesAsItWas(Output output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter[] mappings = Mappings.of(log);
        Filter asking = (request, next) -> next.handle(request.capturing(1000));
        rig().filters(mappings[0], mappings[1], asking)
                .at("/", output.app())
                .at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(output.status);
        Mappings.assertMapped(reply, log);
        if (output.text != null) {
            assertThat(reply.text()).isEqualTo(output.text);
        }
    }

    @Test
    default void anAnswerThatOutgrowsTheLimitLeavesAndIsSent() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        Filter asking = (request, next) -> {
            Response response = next.handle(request.capturing(10), head -> head.with("X-Mapped", "1"));
            seen.add(response.sent());
            seen.add(response.headers().first("X-App"));
            return response;
        };
        rig().filters(ends.noting(), asking).at("/", (request, response) -> {
            response.setHeader("X-App", "app");
            response.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
            response.getOutputStream().write("0123456789".getBytes(StandardCharsets.US_ASCII));
        });

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo("01234567890123456789");
        assertThat(reply.all("X-Mapped")).containsExactly("1");
        assertThat(seen).containsExactly(true, "app");
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
    }

    @Test
    default void ofSeveralLimitsTheLargestCounts() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Filter small = (request, next) -> next.handle(request.capturing(2));
        Filter large = (request, next) -> {
            Response response = next.handle(request.capturing(100));
            seen.add(response.sent());
            return response;
        };
        rig().filters(large, small).at("/", App.text("hello"));

        assertThat(rig().get("/").text()).isEqualTo("hello");
        assertThat(seen).containsExactly(false);
    }

    @Test
    default void anEventStreamIsNotHeldBack() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        rig().filter((request, next) -> {
            Response response = next.handle(request.capturing(1000));
            seen.add(response.sent());
            return response;
        });
        rig().at("/", (request, response) -> {
            response.setContentType("text/event-stream");
            response.getWriter().write("data: 1\n\n");
            response.flushBuffer();
        });

        assertThat(rig().get("/").text()).isEqualTo("data: 1\n\n");
        assertThat(seen).containsExactly(true);
    }

    @Test
    default void aCapturedAnswerMayBeThrownAwayForAnother() throws Exception {
        rig().filter((request, next) -> {
            next.handle(request.capturing(1000)).close();
            return Response.of(410, Headers.of("X-Mine", "1"), Body.of("mine"));
        });
        rig().at("/", (request, response) -> {
            response.setHeader("X-App", "app");
            response.addCookie(new jakarta.servlet.http.Cookie("a", "b"));
            response.getWriter().write("hello");
        });

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(410);
        assertThat(reply.text()).isEqualTo("mine");
        assertThat(reply.all("X-App")).isEmpty();
        assertThat(reply.all("Set-Cookie")).isEmpty();
        assertThat(reply.all("X-Mine")).containsExactly("1");
    }
}
