package io.hauberk.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.config.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RespondTest {
    @Test
    void answersAgainAndAgain() throws IOException {
        Respond respond = Respond.with(503).header("Retry-After", "5").body("Back söon.");

        for (int i = 0; i < 2; i++) {
            Response response = respond.handle(Request.get("/"));
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers().first("Retry-After")).isEqualTo("5");
            assertThat(response.headers().first("Content-Type")).isEqualTo("text/plain;charset=utf-8");
            assertThat(text(response)).isEqualTo("Back söon.");
        }
    }

    @Test
    void keepsTheContentTypeThatIsGiven() {
        Response response = Respond.with(200)
                .header("content-type", "text/html")
                .body("<p>")
                .handle(Request.get("/"));

        assertThat(response.headers().all("Content-Type")).containsExactly("text/html");
    }

    @Test
    void answersHeadWithTheHeadAlone() {
        Response response = Respond.with(200).body("hello").handle(Request.of("HEAD", "/"));

        assertThat(response.body().length()).isZero();
        assertThat(response.headers().first("Content-Length")).isEqualTo("5");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> Respond.with(100));
        assertThatIllegalArgumentException().isThrownBy(() -> Respond.with(204).body("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Respond.with(200).header("Content-Length", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Respond.with(200).header("a", "b\r\nc"));
    }

    @Test
    void isReadFromYaml() throws IOException {
        Respond respond =
                Yaml.read("{ status: 200, headers: { content-type: text/plain }, body: hello }", Respond::from);
        Response response = respond.handle(Request.get("/"));

        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.headers().first("Content-Type")).isEqualTo("text/plain");
        assertThat(Yaml.read("{}", Respond::from).handle(Request.get("/")).status())
                .isEqualTo(200);
        assertThat(Yaml.faults("status: 204\nbody: x\nheaders: { connection: close }", Respond::from))
                .hasSize(2);
    }

    private static String text(Response response) throws IOException {
        try (var in = response.body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
