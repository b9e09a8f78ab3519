package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Async servlets: the same exchange, the same view, mapped once, decided once, ended once, when they have ended. */
interface AsyncRows extends Rows {
    @ParameterizedTest
    @EnumSource(AsyncOutput.class)
    default void mappingsApplyOnceWhenTheApplicationAnswersLater(AsyncOutput output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        AtomicInteger decisions = new AtomicInteger();
        Ends ends = new Ends();
        Filter[] mappings = Mappings.of(log);
        Filter deciding = (request, next) -> {
            decisions.incrementAndGet();
            return next.handle(request);
        };
        rig().filters(ends.noting(), deciding, mappings[0], mappings[1])
                .at("/", output.app())
                .at(
                        "/elsewhere",
                        (request, response) -> response.getOutputStream().print("elsewhere"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(output.status);
        Mappings.assertMapped(reply, log);
        if (output.text != null) {
            assertThat(reply.text()).isEqualTo(output.text);
        }
        assertThat(decisions).hasValue(1);
        assertThat(ends.exchange()).isEqualTo(endOf(output));
        if (output != AsyncOutput.AN_EXCEPTION_AFTER_STARTING) {
            assertThat(ends.response()).isEqualTo(endOf(output));
        }
        ends.nothingMore();
    }

    private static End endOf(AsyncOutput output) {
        return switch (output) {
            case AN_EXCEPTION_AFTER_STARTING, AN_EXCEPTION_IN_THE_SECOND_DISPATCH, A_TIMEOUT -> End.FAILED;
            default -> End.COMPLETED;
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = AsyncOutput.class,
            names = {"IN_A_.*", "WITH_.*", "BEFORE_.*", "BY_.*", "TO_.*", "PARTLY_.*"},
            mode = EnumSource.Mode.MATCH_ANY)
    default void anAsyncAnswerArrivesAlsoWhereItCannotBeCaptured(AsyncOutput output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter[] mappings = Mappings.of(log);
        rig().filters(mappings[0], mappings[1], (request, next) -> next.handle(request.capturing(1000)))
                .at("/", output.app())
                .at(
                        "/elsewhere",
                        (request, response) -> response.getOutputStream().print("elsewhere"));

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo(output.text);
        Mappings.assertMapped(reply, log);
    }

    /** The ways to begin, and how to get at the request afterwards. */
    @ParameterizedTest
    @EnumSource(Start.class)
    default void aHiddenFieldStaysHidden(Start start) throws Exception {
        List<@Nullable String> seen = new CopyOnWriteArrayList<>();
        rig().filter((request, next) -> next.handle(request.without("X-Spoofed").with("X-Set", "1")));
        rig().at("/", (request, response) -> {
            look(request, seen);
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext async =
                        start == Start.WITHOUT_ARGUMENTS ? request.startAsync() : request.startAsync(request, response);
                look(request, seen);
                look(AsyncOutput.requestOf(async), seen);
                look(AsyncOutput.requestOf(request.getAsyncContext()), seen);
                async.start(() -> {
                    look(AsyncOutput.requestOf(async), seen);
                    async.dispatch();
                });
            }
        });

        rig().get("/", "X-Spoofed", "me");

        assertThat(seen).hasSize(6).containsOnly("null 1");
    }

    /** Both forms of startAsync. */
    enum Start {
        WITHOUT_ARGUMENTS,
        WITH_ARGUMENTS
    }

    private static void look(HttpServletRequest request, List<@Nullable String> seen) {
        seen.add(request.getHeader("x-spoofed") + " " + request.getHeader("x-set"));
    }

    @Test
    default void everyDispatchIsInTheSameExchange() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(ends.noting(), (request, next) -> {
            seen.add(request.exchange());
            return next.handle(request);
        });
        rig().at("/", (request, response) -> {
            seen.add(Rows.here());
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    seen.add(Rows.here());
                    async.dispatch();
                });
            }
        });

        rig().get("/");

        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(seen).hasSize(4).doesNotContainNull();
        assertThat(Set.copyOf(seen)).hasSize(1);
        assertThat(rig().pass().leftBehind()).isNull();
    }

    @Test
    default void aPermitCoversTheAsyncAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Exchange> exchange = new CompletableFuture<>();
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", (request, response) -> {
            AsyncContext async = request.startAsync();
            exchange.complete(Rows.here());
            async.start(() -> {
                try {
                    go.await(60, TimeUnit.SECONDS);
                    async.getResponse().getOutputStream().print("done");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        });
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(this::getQuietly);

        rig().pass();
        assertThat(exchange.get().ended()).isNull();
        ends.nothingMore();
        go.countDown();

        assertThat(reply.get().text()).isEqualTo("done");
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        ends.nothingMore();
    }

    private Reply getQuietly() {
        try {
            return rig().get("/");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void anAsyncServletFindsItsCallerUntilTheEnd() throws Exception {
        rig().filter((request, next) -> {
            request.exchange()
                    .attach(request.exchange()
                            .caller()
                            .withPrincipal("ada", null)
                            .withAddress("192.0.2.7"));
            return next.handle(request);
        });
        rig().at("/", (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                request.startAsync().dispatch();
            } else {
                response.getWriter().write(request.getRemoteUser() + " at " + request.getRemoteAddr());
            }
        });

        assertThat(rig().get("/").text()).isEqualTo("ada at 192.0.2.7");
    }

    @Test
    default void aClientThatBreaksOffAnAsyncAnswerIsNobodysFault() throws Exception {
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    new Endless().transferTo(async.getResponse().getOutputStream());
                } catch (IOException | IllegalStateException e) {
                    // Jetty throws the latter where a stream is reset in the middle of a write.
                    async.complete();
                }
            });
        });

        Call call = rig().client().call("GET", "/", null);
        try (okhttp3.Response response = call.execute()) {
            response.body().source().require(1000);
            call.cancel();
        }

        assertThat(ends.response()).isEqualTo(End.CANCELLED);
        assertThat(ends.exchange()).isEqualTo(End.CANCELLED);
        ends.nothingMore();
    }

    @Test
    default void listenersOfTheApplicationRunInsideTheExchange() throws Exception {
        List<@Nullable Exchange> seen = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    seen.add(Exchange.current());
                }

                @Override
                public void onTimeout(AsyncEvent event) {}

                @Override
                public void onError(AsyncEvent event) {}

                @Override
                public void onStartAsync(AsyncEvent event) {}
            });
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    while (in.isReady() && in.read() >= 0) {
                        Thread.onSpinWait();
                    }
                }

                @Override
                public void onAllDataRead() {
                    seen.add(Exchange.current());
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        });

        rig().client().post("/", BodyRows.streaming("some ", "bytes"));

        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(seen).hasSize(2).doesNotContainNull();
        assertThat(Set.copyOf(seen)).hasSize(1);
    }
}
