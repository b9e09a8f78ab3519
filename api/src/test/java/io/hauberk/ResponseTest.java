package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private static final Rejection REJECTION =
            Rejection.of("limit", 429, "rate-limit").with("X-Limit", "1");

    private final List<End> ends = new ArrayList<>();

    @Test
    void endsOnce() {
        Response response = Response.ok("hi").onEnd(ends::add);

        response.end(End.COMPLETED);
        response.end(End.FAILED);
        response.close();

        assertThat(ends).containsExactly(End.COMPLETED);
    }

    @Test
    void allValuesMadeFromItEndTogether() {
        Response original = Response.ok("hi").onEnd(ends::add);
        Response changed = original.withHeaders(Headers.of("X-A", "1")).withBody(Body.of("changed"));
        changed.onEnd(ends::add);

        changed.end(End.COMPLETED);

        assertThat(ends).containsExactly(End.COMPLETED, End.COMPLETED);
        original.onEnd(ends::add);
        assertThat(ends).hasSize(3);
    }

    @Test
    void closingItUnreadIsCancellingItAndClosesTheBody() {
        AtomicInteger closed = new AtomicInteger();
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[3]) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Response response =
                Response.of(200, Headers.empty(), Body.of(stream, 3)).onEnd(ends::add);

        response.close();

        assertThat(closed).hasValue(1);
        assertThat(ends).containsExactly(End.CANCELLED);
    }

    @Test
    void whoBorrowsItMayListenButNotEndIt() {
        Response response = Response.ok("hi").onEnd(ends::add);
        Response lent = response.lent();

        lent.close();
        lent.end(End.FAILED);
        lent.withHeaders(Headers.empty()).close();

        assertThat(ends).isEmpty();
        lent.onEnd(ends::add);
        response.end(End.COMPLETED);
        assertThat(ends).containsExactly(End.COMPLETED, End.COMPLETED);
    }

    @Test
    void aSentOneCannotBeChanged() {
        Response sent = Response.sent(new Head(200, Headers.of("X-A", "1")));

        assertThatThrownBy(() -> sent.withHeaders(Headers.empty())).isInstanceOf(HeadSentException.class);
        assertThatThrownBy(() -> sent.withBody(Body.of("x"))).isInstanceOf(HeadSentException.class);
        assertThat(sent.withHead(sent.head())).isSameAs(sent);
        assertThat(sent.body().length()).isZero();
        assertThat(sent.toString()).isEqualTo("200 (sent)");
    }

    @Test
    void aRefusalHasTheStatusAndTheFieldsOfItsRejection() {
        Response refused = Response.refused(REJECTION);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().first("x-limit")).isEqualTo("1");
        assertThat(refused.rejection()).isSameAs(REJECTION);
        assertThat(refused.withHeaders(Headers.empty()).rejection()).isSameAs(REJECTION);
        assertThat(refused.withBody(Body.of("rendered")).rejection()).isNull();
    }

    @Test
    void aHeadHasAStatusOfThreeDigits() {
        assertThatThrownBy(() -> Response.of(99)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Response.of(1000)).hasMessageContaining("1000");
        Head head = new Head(200, Headers.of("A", "1", "a", "2"));
        assertThat(head.with("A", "3").headers().all("a")).containsExactly("3");
        assertThat(head.adding("A", "3").headers().all("a")).containsExactly("1", "2", "3");
        assertThat(head.without("A").headers().size()).isZero();
        assertThat(head.without("B")).isSameAs(head);
    }
}
