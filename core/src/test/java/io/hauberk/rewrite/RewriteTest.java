package io.hauberk.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteTest {

    /** The table of the Gateway API, and our own cases below it. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo/**, /xyz, /xyz/bar",
        "/foo/bar, /foo/**, /xyz/, /xyz/bar",
        "/foo, /foo/**, /xyz, /xyz",
        "/foo/, /foo/**, /xyz, /xyz/",
        "/foo/bar, /foo/**, '', /bar",
        "/foo/, /foo/**, '', /",
        "/foo, /foo/**, '', /",
        "/foo, /foo/**, /, /",
        "/foo/, /foo/**, /, /",
        "/foo/bar, /foo/**, /, /bar",
        "/a/b, /**, /v2, /v2/a/b",
        "/a/7/x, /a/{id}/**, /v2, /v2/x",
        "/foo, /foo, /xyz, /xyz",
        "/foo/%2A/b%20c, /foo/**, /x%20y, /x%20y/%2A/b%20c",
    })
    void replacesThePrefixOfTheMatchThatWon(String path, String match, String replacement, String expected)
            throws IOException {
        assertThat(passed(Rewrite.prefix(replacement), matched(path, match)).path())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/orders/42, /orders, /42",
        "/orders/42, /orders/, /42",
        "/orders, /orders, /",
        "/orders/, /orders, /",
        "/ordersX/42, /orders, /ordersX/42",
        "/other, /orders, /other",
        "/or, /orders, /or",
        "/a/b, /, /a/b",
    })
    void stripsAPrefixOfWholeElements(String path, String prefix, String expected) throws IOException {
        assertThat(passed(Rewrite.stripPrefix(prefix), Request.get(path)).path())
                .isEqualTo(expected);
    }

    @Test
    void keepsTheQuery() throws IOException {
        assertThat(passed(Rewrite.path("/status"), Request.get("/a?b=%zz&c")).target())
                .isEqualTo("/status?b=%zz&c");
        assertThat(passed(Rewrite.stripPrefix("/a"), Request.get("/a?")).target())
                .isEqualTo("/?");
    }

    @Test
    void aPrefixThatIsNoLongerThereIsNotReplaced() throws IOException {
        Request request = matched("/foo/bar", "/foo/**").withPath("/other");

        assertThat(passed(Rewrite.prefix("/xyz"), request).path()).isEqualTo("/other");
    }

    @Test
    void replacesTheHost() throws IOException {
        Request request =
                passed(Rewrite.host("Internal.example:8080"), Request.get("/a").with("Host", "shop"));

        assertThat(request.authority()).isEqualTo("internal.example:8080");
        assertThat(request.headers().all("Host")).containsExactly("internal.example:8080");
        assertThat(request.path()).isEqualTo("/a");
    }

    @Test
    void changesPathAndHostTogether() throws IOException {
        Request request = passed(Rewrite.path("/x").andHost("internal"), Request.get("/a"));

        assertThat(request.authority() + request.path()).isEqualTo("internal/x");
    }

    @Test
    void leavesADecision() throws IOException {
        assertThat(FilterTest.of(Rewrite.path("/x")).get("/").decisions())
                .containsExactly(Decision.of("rewrite", Outcome.APPLIED, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "/a?b", "/a#b", "/a/../b", "/a//b", "/%2e%2e/b", "/a;b", "/a\\b", "/a\nb", "/%zz"})
    void refusesPathsThatAreNone(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rewrite.path(path));
        if (!path.isEmpty()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Rewrite.prefix(path));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "a@b", "a\r\nb", "[::1", "::1", "[x]", "a:0", "a:", "a:65536", "a:1x", "a:b:1"
            })
    void refusesHostsThatAreNone(String host) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rewrite.host(host));
    }

    @Test
    void isReadFromYaml() {
        assertThat(Yaml.read("prefix: /v2/orders", Rewrite::from)).hasToString("rewrite(matched prefix to /v2/orders)");
        assertThat(Yaml.read("prefix: ''", Rewrite::from)).hasToString("rewrite(matched prefix to /)");
        assertThat(Yaml.read("{ path: /x, host: '[::1]:80' }", Rewrite::from))
                .hasToString("rewrite(path /x, host [::1]:80)");
    }

    @Test
    void everyFaultInYamlIsASentence() {
        assertThat(Yaml.faults("{}", Rewrite::from)).singleElement().asString().contains("changes nothing");
        assertThat(Yaml.faults("{ prefix: /a, path: /b }", Rewrite::from))
                .singleElement()
                .asString()
                .contains("exclude each other");
        assertThat(Yaml.faults("path: x\nhost: a b", Rewrite::from)).hasSize(2);
    }

    private static Request passed(Rewrite rewrite, Request request) throws IOException {
        return FilterTest.of(rewrite).handle(request).request();
    }

    private static Request matched(String path, String match) {
        Request request = Request.get(path);
        Router<String> router = Router.of(List.of(Route.of("a", List.of(Match.path(match)), "")));
        request.exchange().put(Router.FOUND, router.find(request));
        return request;
    }
}
