package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShadowedTest {
    private static final Rejection REJECTION =
            Rejection.of("guard", 403, "not-allowed").by("rule");
    private static final Rejection INNER = Rejection.of("inner", 429, "rate-limit");

    private final Request request = Request.get("/");
    private final AtomicInteger calls = new AtomicInteger();
    private final List<End> ends = new ArrayList<>();

    private Response inside(Request request) {
        calls.incrementAndGet();
        return Response.ok("inside").onEnd(ends::add);
    }

    private interface Judging {
        Response handle(Request request, Handler next) throws IOException;
    }

    private static Filter guard(Judging judging) {
        return new Filter() {
            @Override
            public Response handle(Request request, Handler next) throws IOException {
                return judging.handle(request, next);
            }

            @Override
            public String name() {
                return "guard";
            }

            @Override
            public Concern concern() {
                return Concern.AUTHORIZATION;
            }
        };
    }

    private Response shadowed(Judging judging) throws IOException {
        return guard(judging).shadowed().around(this::inside).handle(request);
    }

    private List<String> decisions() {
        return request.exchange().decisions().stream().map(Decision::toString).toList();
    }

    @Test
    void aRefusalBecomesARecordAndTheRequestPasses() throws IOException {
        Response response = shadowed((request, next) -> {
            request.exchange().record(REJECTION.decision(Outcome.REFUSED));
            return Response.refused(REJECTION);
        });

        assertThat(response.status()).isEqualTo(200);
        assertThat(calls).hasValue(1);
        assertThat(decisions()).containsExactly("guard would refuse by rule: not-allowed");
    }

    @Test
    void aRefusalThatTheFilterDidNotRecordIsRecorded() throws IOException {
        shadowed((request, next) -> Response.refused(REJECTION));

        assertThat(decisions()).containsExactly("guard would refuse by rule: not-allowed");
    }

    @Test
    void aRefusalThatIsThrownIsOneToo() throws IOException {
        Response response = shadowed((request, next) -> {
            throw new RejectedException(REJECTION);
        });

        assertThat(response.status()).isEqualTo(200);
        assertThat(decisions()).containsExactly("guard would refuse by rule: not-allowed");
    }

    @Test
    void aRefusalAfterTheAnswerIsTakenBackAndTheAnswerIsStillOpen() throws IOException {
        Response response = shadowed((request, next) -> {
            next.handle(request).close();
            return Response.refused(REJECTION);
        });

        assertThat(response.status()).isEqualTo(200);
        assertThat(calls).hasValue(1);
        assertThat(ends).isEmpty();
        response.end(End.COMPLETED);
        assertThat(ends).containsExactly(End.COMPLETED);
    }

    @Test
    void itsHeadMappingsDoNotApply() throws IOException {
        Response response = shadowed((request, next) -> next.handle(request, head -> head.withStatus(500)));

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void itHearsOfTheEnd() throws IOException {
        List<End> heard = new ArrayList<>();

        shadowed((request, next) -> next.handle(request).onEnd(heard::add)).end(End.COMPLETED);

        assertThat(heard).containsExactly(End.COMPLETED);
    }

    @Test
    void aCallerThatItFindsIsAttached() throws IOException {
        shadowed((request, next) -> {
            request.exchange().attach(Caller.unknown().withPrincipal("ada", null));
            return next.handle(request);
        });

        assertThat(request.exchange().caller().principal()).isEqualTo("ada");
    }

    @Test
    void aRefusalOfAnInnerFilterIsNotItsOwn() throws IOException {
        Response response = guard((request, next) -> next.handle(request))
                .shadowed()
                .around(request -> {
                    request.exchange().record(INNER.decision(Outcome.REFUSED));
                    return Response.refused(INNER);
                })
                .handle(request);

        assertThat(response.rejection()).isSameAs(INNER);
        assertThat(decisions()).containsExactly("inner refused: rate-limit");
    }

    @Test
    void aRefusalThatComesFromInsideAsAnExceptionPassesThrough() {
        RejectedException thrown = new RejectedException(INNER);

        assertThatThrownBy(() -> guard((request, next) -> next.handle(request))
                        .shadowed()
                        .around(request -> {
                            calls.incrementAndGet();
                            throw thrown;
                        })
                        .handle(request))
                .isSameAs(thrown);
        assertThat(calls).hasValue(1);
        assertThat(decisions()).isEmpty();
    }

    @Test
    void aFailureInsideThatItTurnsIntoARefusalStaysAFailureAndNothingRunsTwice() {
        IOException failure = new IOException("expected");

        assertThatThrownBy(() -> guard((request, next) -> {
                            try {
                                return next.handle(request);
                            } catch (IOException e) {
                                return Response.refused(REJECTION);
                            }
                        })
                        .shadowed()
                        .around(request -> {
                            calls.incrementAndGet();
                            throw failure;
                        })
                        .handle(request))
                .isSameAs(failure);
        assertThat(calls).hasValue(1);
        assertThat(decisions()).containsExactly("guard would refuse by rule: not-allowed");
    }

    @Test
    void theExchangeForWhichACallIsMadeLearnsTheSame() throws IOException {
        Exchange parent = Exchange.begin(Ticker.system());
        parent.record(Decision.of("other", Outcome.ALLOWED, null));

        guard((request, next) -> {
                    request.exchange().record(REJECTION.decision(Outcome.REFUSED));
                    return Response.refused(REJECTION);
                })
                .shadowed()
                .around(this::inside)
                .handle(request.in(parent.child()));

        assertThat(parent.decisions())
                .extracting(Decision::outcome)
                .containsExactly(Outcome.ALLOWED, Outcome.WOULD_REFUSE);
    }

    @Test
    void whatDoesNotDecideCannotBeShadowed() {
        Filter changing = (request, next) -> next.handle(request);

        assertThatThrownBy(changing::shadowed)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be shadowed");
        assertThat(Concern.LIMIT.decides()).isTrue();
        assertThat(Concern.TRAFFIC.decides()).isFalse();
    }

    @Test
    void twiceInShadowIsOnce() {
        Filter shadowed = guard((request, next) -> next.handle(request)).shadowed();

        assertThat(shadowed.shadowed()).isSameAs(shadowed);
        assertThat(shadowed.toString()).isEqualTo("guard (shadow)");
        assertThat(shadowed.concern()).isEqualTo(Concern.AUTHORIZATION);
    }
}
