package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Rule 7: a filter in shadow says what it would have done, and nothing happens. */
interface ShadowRows extends Rows {
    Rejection FORBIDDEN = Rejection.of("guard", 403, "not-allowed").by("rule-1");

    private static Filter noting(List<Decision> decisions) {
        return (request, next) -> {
            request.exchange().onEnd(end -> decisions.addAll(request.exchange().decisions()));
            return next.handle(request);
        };
    }

    private static Filter refusingBefore() {
        return new Named("guard", Concern.AUTHORIZATION, (request, next) -> {
            request.exchange().record(FORBIDDEN.decision(Outcome.REFUSED));
            return Response.refused(FORBIDDEN);
        });
    }

    private static Filter refusingAfter() {
        return new Named("guard", Concern.AUTHORIZATION, (request, next) -> {
            next.handle(request, head -> head.with("X-Guard", "1")).close();
            request.exchange().record(FORBIDDEN.decision(Outcome.REFUSED));
            return Response.refused(FORBIDDEN);
        });
    }

    private static Filter recording(Decision decision) {
        return (request, next) -> {
            request.exchange().record(decision);
            return next.handle(request);
        };
    }

    @Test
    default void aRefusalBeforeNextIsRecordedAndTheRequestPasses() throws Exception {
        List<Decision> decisions = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(noting(decisions), ends.noting(), refusingBefore().shadowed())
                .at("/", App.text("passed"));

        assertThat(rig().get("/").text()).isEqualTo("passed");
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(decisions).contains(FORBIDDEN.decision(Outcome.WOULD_REFUSE));
        assertThat(decisions).extracting(Decision::outcome).doesNotContain(Outcome.REFUSED);
    }

    @Test
    default void aRefusalAfterNextIsTakenBack() throws Exception {
        List<Decision> decisions = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().filters(noting(decisions), ends.noting(), refusingAfter().shadowed())
                .at("/", App.text("passed"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("passed");
        assertThat(reply.all("X-Guard")).isEmpty();
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(decisions).contains(FORBIDDEN.decision(Outcome.WOULD_REFUSE));
    }

    @Test
    default void aRefusalAfterATargetAnsweredIsTakenBackToo() throws Exception {
        List<Decision> decisions = new CopyOnWriteArrayList<>();
        Ends ends = new Ends();
        rig().target(
                        request -> Response.ok("passed"),
                        noting(decisions),
                        ends.noting(),
                        refusingAfter().shadowed());

        Reply reply = rig().get("/");

        assertThat(reply.text()).isEqualTo("passed");
        assertThat(reply.all("X-Guard")).isEmpty();
        assertThat(ends.response()).isEqualTo(End.COMPLETED);
        assertThat(ends.exchange()).isEqualTo(End.COMPLETED);
        assertThat(decisions).contains(FORBIDDEN.decision(Outcome.WOULD_REFUSE));
    }

    @Test
    default void aShadowedAuthenticationStillAttachesTheCaller() throws Exception {
        Filter authentication = new Named("login", Concern.AUTHENTICATION, (request, next) -> {
            request.exchange().attach(request.exchange().caller().withPrincipal("ada", null));
            return next.handle(request);
        });
        rig().filters(authentication.shadowed())
                .at("/", (request, response) -> response.getWriter().write(String.valueOf(request.getRemoteUser())));

        assertThat(rig().get("/").text()).isEqualTo("ada");
    }

    @Test
    default void decisionsOfInnerFiltersReachTheOuterOnesInOrder() throws Exception {
        List<Decision> decisions = new CopyOnWriteArrayList<>();
        Decision first = Decision.of("first", Outcome.ALLOWED, "a");
        Decision second = Decision.of("second", Outcome.APPLIED, "b");
        Ends ends = new Ends();
        rig().filters(noting(decisions), ends.noting(), recording(first), recording(second))
                .at("/", App.text("ok"));

        rig().get("/");
        ends.exchange();

        assertThat(decisions).containsSubsequence(first, second);
    }
}
