package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.testkit.OutboundContract.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Rules 1 and 5, outbound: filters see the request as it is made, and what they change is sent. */
interface OutboundRequestRows extends OutboundRows {
    @Test
    default void filtersSeeTheRequestThatWasMade() throws Exception {
        AtomicReference<Request> seen = new AtomicReference<>();
        List<Object> body = new ArrayList<>();
        Filter looking = (request, next) -> {
            seen.set(request);
            body.add(request.body().length());
            body.add(request.body().opened());
            return next.handle(request);
        };
        try (OutboundRig rig = rig(Script.ok("hi"), looking)) {
            rig.call(new Call("POST", "/a%20b?q=%41&x", Headers.of("X-Many", "1", "X-Many", "2"), "hello", null));

            Request request = seen.get();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/a%20b");
            assertThat(request.query()).isEqualTo("q=%41&x");
            assertThat(request.headers().all("x-many")).containsExactly("1", "2");
            assertThat(body).containsExactly(5L, false);
            assertThat(rig.request().target()).isEqualTo("/a%20b?q=%41&x");
            assertThat(rig.request().headers().all("X-Many")).containsExactly("1", "2");
            assertThat(rig.request().text()).isEqualTo("hello");
        }
    }

    @Test
    default void whatFiltersChangeIsSent() throws Exception {
        Filter changing = (request, next) -> next.handle(request.without("X-Secret")
                .withMethod("PUT")
                .withPath("/elsewhere")
                .withQuery("b=2")
                .withHeaders(request.headers()
                        .edit()
                        .remove("X-Secret")
                        .add("X-Added", "1")
                        .add("X-Added", "2")
                        .build())
                .withBody(Body.of("changed")));
        try (OutboundRig rig = rig(Script.ok("hi"), changing)) {
            rig.call(new Call("POST", "/here?a=1", Headers.of("X-Secret", "1"), "original", null));

            RawMessage sent = rig.request();
            assertThat(sent.method()).isEqualTo("PUT");
            assertThat(sent.target()).isEqualTo("/elsewhere?b=2");
            assertThat(sent.header("X-Secret")).isNull();
            assertThat(sent.headers().all("X-Added")).containsExactly("1", "2");
            assertThat(sent.text()).isEqualTo("changed");
        }
    }

    @Test
    default void aBodyThatAFilterReadsThroughIsSentWhole() throws Exception {
        List<Long> counted = new ArrayList<>();
        Filter counting = (request, next) -> {
            Body original = request.body();
            return next.handle(request.withBody(Body.of(
                    new java.io.FilterInputStream(original.open()) {
                        private long count;

                        @Override
                        public int read(byte[] bytes, int offset, int length) throws java.io.IOException {
                            int n = super.read(bytes, offset, length);
                            count += Math.max(0, n);
                            if (n < 0) {
                                counted.add(count);
                            }
                            return n;
                        }
                    },
                    -1)));
        };
        try (OutboundRig rig = rig(Script.ok("hi"), counting)) {
            rig.call(Call.post("/", "x".repeat(100_000)));

            assertThat(rig.request().body()).hasSize(100_000);
            assertThat(counted).startsWith(100_000L);
        }
    }

    @Test
    default void filtersRunInTheirOrder() throws Exception {
        Filter first = (request, next) ->
                next.handle(request.withHeaders(request.headers().adding("X-Seen", "first")));
        Filter second = (request, next) ->
                next.handle(request.withHeaders(request.headers().adding("X-Seen", "second")));
        try (OutboundRig rig = rig(Script.ok("hi"), first, second)) {
            rig.call(Call.get("/"));

            assertThat(rig.request().headers().all("X-Seen")).containsExactly("first", "second");
        }
    }

    @Test
    default void aCallMayBeMadeAgainOnceTheFirstAnswerIsClosed() throws Exception {
        Filter again = (request, next) -> {
            next.handle(request.with("X-Try", "1")).close();
            return next.handle(request.with("X-Try", "2"));
        };
        try (OutboundRig rig = rig(Script.ok("hi"), again)) {
            assertThat(rig.call(Call.post("/", "body")).text()).isEqualTo("hi");

            assertThat(rig.server().requests())
                    .extracting(request -> request.header("X-Try"))
                    .containsExactly("1", "2");
            assertThat(rig.server().requests()).extracting(RawMessage::text).containsExactly("body", "body");
        }
    }

    @Test
    default void anAnswerMayBeReadBeforeTheCallIsMadeAgain() throws Exception {
        List<String> read = new ArrayList<>();
        Filter again = (request, next) -> {
            var first = next.handle(request);
            read.add(new String(first.body().open().readAllBytes(), StandardCharsets.UTF_8));
            first.close();
            return next.handle(request);
        };
        try (OutboundRig rig = rig(Script.ok("hi"), again)) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("hi");
            assertThat(read).containsExactly("hi");
        }
    }
}
