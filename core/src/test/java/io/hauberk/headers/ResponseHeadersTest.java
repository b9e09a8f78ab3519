package io.hauberk.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Filter;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.config.Yaml;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseHeadersTest {
    private static final Filter FILTER = ResponseHeaders.edit(
            fields -> fields.set("Server", "x").add("Vary", "Origin").remove("X-Powered-By"));

    @Test
    void editsWhatComesBack() throws IOException {
        Response response = FilterTest.of(FILTER)
                .before(r -> Response.of(
                        200, Headers.of("Vary", "Accept", "x-powered-by", "y", "server", "z"), io.hauberk.Body.empty()))
                .get("/")
                .response();

        assertThat(response.headers()).isEqualTo(Headers.of("Vary", "Accept", "server", "x", "Vary", "Origin"));
    }

    @Test
    void editsWhatTheApplicationWritesItself() throws IOException {
        Response response = FilterTest.of(FILTER)
                .beforeApplication(new Head(200, Headers.of("X-Powered-By", "y")))
                .get("/")
                .response();

        assertThat(response.headers()).isEqualTo(Headers.of("Server", "x", "Vary", "Origin"));
    }

    @Test
    void editsRefusalsAndLeavesThemRefusals() throws IOException {
        Rejection rejection = Rejection.of("jwt", 401, "no-token");
        Response response = FilterTest.of(FILTER)
                .before(r -> Response.refused(rejection))
                .get("/")
                .response();

        assertThat(response.rejection()).isSameAs(rejection);
        assertThat(response.headers().first("Server")).isEqualTo("x");
    }

    @Test
    void isInvisibleInside() throws IOException {
        Response[] inside = new Response[1];
        Filter looking = (request, next) -> inside[0] = next.handle(request);

        FILTER.around(looking.around(r -> Response.ok("x"))).handle(Request.get("/"));

        assertThat(inside[0].headers().contains("Server")).isFalse();
    }

    @Test
    void refusesFieldsThatFrameTheMessage() {
        for (String name : List.of("Content-Length", "Transfer-Encoding", "Connection")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ResponseHeaders.edit(fields -> fields.set(name, "1")))
                    .withMessageStartingWith("responseHeaders cannot change " + name);
        }
    }

    @Test
    void isReadFromYaml() throws IOException {
        Filter filter = Yaml.read("set: { x-frame-options: DENY }", ResponseHeaders::from);

        assertThat(FilterTest.of(filter).get("/").header("X-Frame-Options")).isEqualTo("DENY");
    }
}
