package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Outcome;
import io.hauberk.Ticker;
import io.hauberk.Trace;
import io.hauberk.testkit.OutboundContract.Answer;
import io.hauberk.testkit.OutboundContract.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rule 0, outbound: a call knows on whose behalf it is made. */
interface OutboundContextRows extends OutboundRows {
    private static Filter noting(List<Exchange> seen) {
        return (request, next) -> {
            seen.add(request.exchange());
            return next.handle(request);
        };
    }

    private static Exchange of(String principal) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withPrincipal(principal, null));
        exchange.traced(Trace.begin(true));
        exchange.shrink(Deadline.after(Duration.ofSeconds(60), Ticker.system()));
        return exchange;
    }

    @Test
    default void aCallIsMadeOnBehalfOfTheExchangeOfItsThread() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        Exchange exchange = of("ada");
        try (OutboundRig rig = rig(Script.ok("hi"), noting(seen));
                Exchange.Scope scope = exchange.enter()) {
            rig.call(Call.get("/"));

            assertMadeFor(exchange, seen);
            assertThat(Exchange.current()).isSameAs(exchange);
        }
    }

    @Test
    default void aCallInAnotherThreadIsMadeOnBehalfOfTheOneWhoEnqueuedIt() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        Exchange exchange = of("ada");
        try (OutboundRig rig = rig(Script.ok("hi"), noting(seen))) {
            Future<Answer> answer;
            try (Exchange.Scope scope = exchange.enter()) {
                answer = rig.client().enqueue(Call.get("/"));
            }
            answer.get(60, TimeUnit.SECONDS).text();

            assertMadeFor(exchange, seen);
        }
    }

    @Test
    default void aTagWinsOverTheThread() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        Exchange tagged = of("ada");
        Exchange other = of("bob");
        try (OutboundRig rig = rig(Script.ok("hi"), noting(seen));
                Exchange.Scope scope = other.enter()) {
            rig.call(Call.get("/").tagged(tagged));

            assertMadeFor(tagged, seen);
        }
    }

    private static void assertMadeFor(Exchange exchange, List<Exchange> seen) {
        assertThat(seen).hasSize(1);
        Exchange call = seen.get(0);
        assertThat(call.caller().principal()).isEqualTo(exchange.caller().principal());
        assertThat(call.trace()).isNotNull();
        assertThat(String.valueOf(call.trace()))
                .contains(String.valueOf(exchange.trace()).substring(0, 40));
        assertThat(call.deadline().remaining()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(60));
    }

    @Test
    default void aCallOnNobodysBehalfIsLegal() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        try (OutboundRig rig = rig(Script.ok("hi"), noting(seen))) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("hi");

            assertThat(seen).hasSize(1);
            assertThat(seen.get(0).caller().authenticated()).isFalse();
        }
    }

    @Test
    default void theEndOfACallIsNotTheEndOfTheOneForWhomItWasMade() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        Exchange exchange = of("ada");
        try (OutboundRig rig = rig(Script.ok("hi"), noting(seen));
                Exchange.Scope scope = exchange.enter()) {
            rig.call(Call.get("/"));
            rig.call(Call.get("/"));

            assertThat(exchange.ended()).isNull();
            assertThat(seen).hasSize(2).doesNotContain(exchange).doesNotHaveDuplicates();
            assertThat(seen).allSatisfy(call -> assertThat(call.ended()).isNotNull());
        }
    }

    @Test
    default void decisionsOfACallAreKnownToTheOneForWhomItWasMade() throws Exception {
        Decision decision = Decision.of("limit", Outcome.ALLOWED, "rule");
        Filter deciding = (request, next) -> {
            request.exchange().record(decision);
            return next.handle(request);
        };
        Exchange exchange = of("ada");
        try (OutboundRig rig = rig(Script.ok("hi"), deciding);
                Exchange.Scope scope = exchange.enter()) {
            rig.call(Call.get("/"));

            assertThat(exchange.decisions()).contains(decision);
        }
    }

    @Test
    default void callsAtATimeDoNotMix() throws Exception {
        Filter naming = (request, next) -> {
            String name = String.valueOf(request.exchange().caller().principal());
            return next.handle(request.with("X-Name", name), head -> head.with("X-Mapped", name));
        };
        try (OutboundRig rig = rig(Script.ok("hi"), naming)) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                try (Exchange.Scope scope = of("caller-" + i).enter()) {
                    answers.add(rig.client().enqueue(Call.get("/")));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                Reply reply = OutboundRig.read(answers.get(i).get(60, TimeUnit.SECONDS));
                assertThat(reply.all("X-Mapped")).containsExactly("caller-" + i);
            }
            assertThat(rig.server().requests())
                    .extracting(request -> request.header("X-Name"))
                    .hasSize(200)
                    .doesNotHaveDuplicates();
        }
    }
}
