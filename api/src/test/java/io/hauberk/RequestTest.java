package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    @Test
    void pathAndQueryAreRawText() {
        Request request = Request.get("/a%2Fb?x=%41&y");

        assertThat(request.path()).isEqualTo("/a%2Fb");
        assertThat(request.query()).isEqualTo("x=%41&y");
        assertThat(request.target()).isEqualTo("/a%2Fb?x=%41&y");
    }

    @Test
    void anEmptyQueryIsNotAMissingOne() {
        assertThat(Request.get("/a?").query()).isEmpty();
        assertThat(Request.get("/a?").target()).isEqualTo("/a?");
        assertThat(Request.get("/a").query()).isNull();
        assertThat(Request.get("/a?x").withQuery(null).target()).isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com:8080, example.com",
        "[::1], [::1]",
        "[2001:DB8::1]:443, [2001:db8::1]",
        "'', ''",
        "':80', ':80'"
    })
    void theHostIsTheAuthorityWithoutItsPort(String authority, String host) {
        assertThat(Request.get("/").withAuthority("http", authority).host()).isEqualTo(host);
    }

    @Test
    void eachChangeMakesANewRequest() {
        Request request = Request.get("/a").with("X-A", "1");
        Exchange other = Exchange.begin(Ticker.system());

        assertThat(request.withMethod("PUT").method()).isEqualTo("PUT");
        assertThat(request.withPath("/b").path()).isEqualTo("/b");
        assertThat(request.withAuthority("https", "b").scheme()).isEqualTo("https");
        assertThat(request.withBody(Body.of("x")).body().length()).isEqualTo(1);
        assertThat(request.in(other).exchange()).isSameAs(other);
        assertThat(request.without("x-a").headers().size()).isZero();
        assertThat(request.without("X-B")).isSameAs(request);
        assertThat(request.method() + request.target() + request.header("x-a")).isEqualTo("GET/a1");
    }

    @Test
    void ofSeveralWishesToCaptureTheLargestCounts() {
        Request request = Request.get("/");

        assertThat(request.captured()).isZero();
        assertThat(request.capturing(10).capturing(5).captured()).isEqualTo(10);
        assertThat(request.capturing(5).capturing(10).captured()).isEqualTo(10);
    }

    @Test
    void withoutWishesAHeadStaysTheSame() {
        Head head = new Head(200, Headers.empty());

        assertThat(Request.get("/").mapped(head)).isSameAs(head);
    }

    @Test
    void wishesSurviveEveryChange() {
        Request request = Request.get("/")
                .mappingHead(head -> head.with("X-Mapped", "1"))
                .withMethod("PUT")
                .withPath("/b")
                .withQuery("q")
                .withAuthority("http", "b")
                .with("X-A", "1")
                .withBody(Body.of("x"))
                .capturing(5)
                .in(Exchange.begin(Ticker.system()));

        assertThat(request.mapped(new Head(200, Headers.empty())).headers().first("x-mapped"))
                .isEqualTo("1");
    }

    @Test
    void itsTextHoldsNoSecrets() {
        assertThat(Request.get("/a?token=secret")
                        .with("Authorization", "Bearer secret")
                        .toString())
                .isEqualTo("GET /a");
    }
}
