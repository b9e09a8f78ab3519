package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Key;
import io.hauberk.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;

/** Rule 0: each request has one exchange, and whoever works for it finds it. */
interface ContextRows extends Rows {
    Key<String> ID = Key.named("id");

    @Test
    default void theApplicationFindsTheExchangeThatTheFiltersSaw() throws Exception {
        List<Exchange> seen = new ArrayList<>();
        rig().filter((request, next) -> {
            seen.add(request.exchange());
            seen.add(Rows.here());
            return next.handle(request);
        });
        rig().at("/", (request, response) -> {
            seen.add(Rows.here());
            seen.add((Exchange) request.getAttribute(Exchange.class.getName()));
        });

        rig().get("/");

        assertThat(seen).hasSize(4).doesNotContainNull();
        assertThat(Set.copyOf(seen)).hasSize(1);
    }

    @Test
    default void nothingIsLeftInTheThreadAfterwards() throws Exception {
        rig().at("/", App.text("ok")).at("/fails", (request, response) -> {
            throw new IllegalStateException("expected by this row");
        });

        rig().get("/");
        assertThat(rig().pass().leftBehind()).isNull();
        rig().get("/fails");
        assertThat(rig().pass().leftBehind()).isNull();
    }

    @Test
    default void everyRequestOfAConnectionHasItsOwnExchange() throws Exception {
        List<Exchange> seen = new ArrayList<>();
        rig().at("/", (request, response) -> seen.add(Rows.here()));

        rig().get("/");
        rig().get("/");

        assertThat(seen).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    default void otherThreadsFindItIfTheyAreAskedTo() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        List<Exchange> seen = new ArrayList<>();
        AtomicReference<@Nullable Exchange> unasked = new AtomicReference<>();
        rig().at("/", (request, response) -> {
            Exchange exchange = Rows.here();
            seen.add(exchange);
            executor.submit(exchange.wrap(() -> seen.add(Rows.here()))).get();
            executor.submit(exchange.wrap((Callable<Boolean>) () -> seen.add(Rows.here())))
                    .get();
            CompletableFuture.runAsync(() -> seen.add(Rows.here()), Exchange.propagating(executor))
                    .get();
            executor.submit(() -> unasked.set(Exchange.current())).get();
        });

        rig().get("/");
        executor.shutdown();

        assertThat(seen).hasSize(4).doesNotContainNull();
        assertThat(Set.copyOf(seen)).hasSize(1);
        assertThat(unasked).hasNullValue();
    }

    @Test
    default void itEndsOnceWithTheAnswer() throws Exception {
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", App.text("ok"));

        rig().get("/");

        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        rig().get("/nothing-here");
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        ends.nothingMore();
    }

    @Test
    default void whatIsKnownOfARequestOutlivesItsExchange() throws Exception {
        AtomicReference<Request> kept = new AtomicReference<>();
        Ends ends = new Ends();
        rig().filters(ends.noting(), (request, next) -> {
            kept.set(request);
            return next.handle(request);
        });

        rig().get("/kept?a=b", "X-A", "1");
        ends.exchange();

        Request request = kept.get();
        assertThat(request.target()).isEqualTo("/kept?a=b");
        assertThat(request.header("x-a")).isEqualTo("1");
        assertThat(request.exchange().ended()).isEqualTo(End.COMPLETED);
        assertThat(request.exchange().caller().address()).isNotNull();
    }

    @Test
    default void listenersThatComeAfterTheEndAreCalledAtOnce() throws Exception {
        AtomicReference<Exchange> kept = new AtomicReference<>();
        Ends ends = new Ends();
        rig().filter(ends.noting()).at("/", (request, response) -> kept.set(Rows.here()));

        rig().get("/");
        ends.exchange();

        List<End> late = new ArrayList<>();
        kept.get().onEnd(late::add);
        assertThat(late).containsExactly(End.COMPLETED);
    }

    @Test
    default void theApplicationSeesTheCallerThatTheFiltersFound() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> {
            Exchange exchange = request.exchange();
            exchange.attach(exchange.caller()
                    .withPrincipal("ada", "https://id.example")
                    .withGrants(Set.of("read"), Set.of("admin"))
                    .withAddress("192.0.2.7"));
            return next.handle(request);
        });
        rig().at("/", (request, response) -> {
            seen.add(request.getUserPrincipal().getName());
            seen.add(request.getRemoteUser());
            seen.add(request.isUserInRole("admin"));
            seen.add(request.isUserInRole("read"));
            seen.add(request.getRemoteAddr());
            seen.add(Rows.here().caller().principal());
        });

        rig().get("/");

        assertThat(seen).containsExactly("ada", "ada", true, false, "192.0.2.7", "ada");
    }

    @Test
    default void anUnknownCallerHasItsAddressAndNoName() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().at("/", (request, response) -> {
            Caller caller = Rows.here().caller();
            seen.add(caller.address());
            seen.add(request.getRemoteAddr());
            seen.add(caller.authenticated());
            seen.add(request.getUserPrincipal() == null);
            seen.add(request.isUserInRole("admin"));
        });

        rig().get("/");

        assertThat(seen).containsExactly("127.0.0.1", "127.0.0.1", false, true, false);
    }

    @Test
    default void aThousandExchangesAtATimeDoNotMix() throws Exception {
        Filter naming = (request, next) -> {
            String id = request.header("x-id");
            request.exchange().put(ID, id == null ? "none" : id);
            return next.handle(
                    request,
                    head -> head.with(
                            "X-Mapped", String.valueOf(request.exchange().get(ID))));
        };
        rig().filter(naming).at("/", (request, response) -> {
            Exchange exchange = Rows.here();
            String known = String.valueOf(exchange.get(ID));
            response.setHeader("X-Application", known);
            response.getWriter().write(known + request.getHeader("x-id"));
        });
        ExecutorService executor = Executors.newFixedThreadPool(50);
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String id = Integer.toString(i);
            answers.add(executor.submit(() -> answersFor(id)));
        }
        int right = 0;
        for (Future<Boolean> answer : answers) {
            right += answer.get() ? 1 : 0;
        }
        executor.shutdown();

        assertThat(right).isEqualTo(1000);
    }

    @Test
    @EnabledIfSystemProperty(named = "hauberk.test.virtualThreads", matches = "true")
    @EnabledForJreRange(min = JRE.JAVA_21)
    default void requestsRunOnVirtualThreadsWhereThatIsAskedFor() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().at(
                        "/",
                        (request, response) ->
                                seen.add(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread())));

        rig().get("/");

        assertThat(seen).containsExactly(true);
    }

    private boolean answersFor(String id) throws IOException {
        Reply reply = rig().client().get("/", "X-Id", id);
        return reply.text().equals(id + id)
                && reply.all("X-Mapped").equals(List.of(id))
                && reply.all("X-Application").equals(List.of(id));
    }
}
