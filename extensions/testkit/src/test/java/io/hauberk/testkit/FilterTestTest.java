package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Filter;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Response;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FilterTestTest {
    private static final Filter MARKING =
            (request, next) -> next.handle(request.with("X-In", "1"), head -> head.with("X-Out", "1"));

    private static final Filter REFUSING = (request, next) -> {
        Rejection rejection = Rejection.of("closed", 503, "closed");
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    };

    @Test
    void showsWhatWentInAndWhatCameOut() throws IOException {
        Handled handled = FilterTest.of(MARKING).get("/");

        assertThat(handled.request().header("x-in")).isEqualTo("1");
        assertThat(handled.header("x-out")).isEqualTo("1");
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.text()).isEqualTo("ok");
        assertThat(handled.rejection()).isNull();
    }

    @Test
    void standsForAnApplicationThatWritesItsOutputItself() throws IOException {
        Handled handled = FilterTest.of(MARKING)
                .beforeApplication(new Head(201, Headers.of("X-App", "1")))
                .get("/");

        assertThat(handled.response().sent()).isTrue();
        assertThat(handled.response().head()).isEqualTo(new Head(201, Headers.of("X-App", "1", "X-Out", "1")));
    }

    @Test
    void showsRefusalsAndDecisions() throws IOException {
        Handled handled = FilterTest.of(REFUSING).get("/");

        assertThat(handled.reason()).isEqualTo("closed");
        assertThat(handled.outcomes()).containsExactly(Outcome.REFUSED);
        assertThat(handled.decisions()).extracting(Decision::filter).containsExactly("closed");
        assertThat(handled.passed()).isEmpty();
        assertThatThrownBy(handled::request).isInstanceOf(AssertionError.class).hasMessageContaining("One request");
    }

    @Test
    void endsTheResponseWhenTold() throws IOException {
        AtomicInteger permits = new AtomicInteger();
        Filter limit = (request, next) -> {
            permits.incrementAndGet();
            return next.handle(request).onEnd(end -> permits.decrementAndGet());
        };
        Handled handled = FilterTest.of(limit).get("/");

        assertThat(permits).hasValue(1);
        handled.end(End.COMPLETED);
        assertThat(permits).hasValue(0);
        assertThat(handled.exchange().ended()).isEqualTo(End.COMPLETED);
    }
}
