package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final List<Route<String>> routes = new ArrayList<>();

    @Test
    void anExactPathIsTakenAsItIs() {
        route("exact", Match.path("/a/b"));

        assertThat(find("/a/b")).isEqualTo("exact");
        assertThat(find("/a/b/")).isNull();
        assertThat(find("/a")).isNull();
        assertThat(find("/a/B")).isNull();
        assertThat(find("/a/bc")).isNull();
    }

    @Test
    void aPrefixIsTakenElementByElement() {
        route("prefix", Match.path("/a/**"));

        assertThat(find("/a")).isEqualTo("prefix");
        assertThat(find("/a/")).isEqualTo("prefix");
        assertThat(find("/a/b/c")).isEqualTo("prefix");
        assertThat(find("/ab")).isNull();
        assertThat(find("/")).isNull();
    }

    @Test
    void theRootAndTheWholeAreTwoThings() {
        route("root", Match.path("/"));
        route("any", Match.any());

        assertThat(find("/")).isEqualTo("root");
        assertThat(find("/a")).isEqualTo("any");
        assertThat(find("*")).isEqualTo("any");
    }

    @Test
    void aVariableIsOneElementThatIsNotEmpty() {
        route("variable", Match.path("/a/{id}/b"));

        assertThat(find("/a/7/b")).isEqualTo("variable");
        assertThat(find("/a//b")).isNull();
        assertThat(find("/a/7/8/b")).isNull();
    }

    @Test
    void elementsAreComparedFromTheLeft() {
        route("any", Match.path("/**"));
        route("page", Match.path("/{page}"));
        route("numbered", Match.path("/{page:[0-9]+}"));
        route("deep", Match.path("/{area}/secret/login"));
        route("admin", Match.path("/admin/**"));

        assertThat(find("/admin")).isEqualTo("admin");
        assertThat(find("/admin/secret/login")).isEqualTo("admin");
        assertThat(find("/x/secret/login")).isEqualTo("deep");
        assertThat(find("/12")).isEqualTo("numbered");
        assertThat(find("/x12")).isEqualTo("page");
        assertThat(find("/x/12")).isEqualTo("any");
    }

    @Test
    void anExactEndComesBeforeAnOpenOne() {
        route("open", Match.path("/a/**"));
        route("exact", Match.path("/a"));

        assertThat(find("/a")).isEqualTo("exact");
        assertThat(find("/a/")).isEqualTo("open");
    }

    @Test
    void aDeadEndInTheMostSpecificBranchIsLeftAgain() {
        route("long", Match.path("/a/b/c/d"));
        route("variable", Match.path("/a/{x}/c/e"));
        route("open", Match.path("/a/**"));

        assertThat(find("/a/b/c/d")).isEqualTo("long");
        assertThat(find("/a/b/c/e")).isEqualTo("variable");
        assertThat(find("/a/b/c/f")).isEqualTo("open");
    }

    @Test
    void amongPatternsWhatComesAfterThemDecides() {
        route("first", Match.path("/{a:[0-9]+}/{b}"));
        route("second", Match.path("/{a:[0-9a-f]+}/end"));

        assertThat(find("/12/end")).isEqualTo("second");
        assertThat(find("/12/x")).isEqualTo("first");
        assertThat(find("/ab/x")).isNull();
    }

    @Test
    void methodsThenHeadersThenQueryThenOrderDecide() {
        route("plain", Match.path("/a"));
        route("queried", Match.path("/a").query("q", "1"));
        route("first", Match.path("/a").header("x", "1"));
        route("second", Match.path("/a").header("y", "1"));
        route("posted", Match.post("/a"));

        assertThat(find("GET", null, "/a")).isEqualTo("plain");
        assertThat(find("GET", null, "/a?q=1")).isEqualTo("queried");
        assertThat(find("GET", null, "/a?q=1", "y", "1", "x", "1")).isEqualTo("first");
        assertThat(find("GET", null, "/a?q=1", "y", "1")).isEqualTo("second");
        assertThat(find("POST", null, "/a?q=1", "x", "1")).isEqualTo("posted");
    }

    @Test
    void aMatchThatFailsLeavesThePathToTheNextLessSpecificOne() {
        route("get", Match.get("/admin/**"));
        route("any", Match.path("/**"));

        assertThat(find("GET", null, "/admin/x")).isEqualTo("get");
        assertThat(find("HEAD", null, "/admin/x")).isEqualTo("any");
    }

    @Test
    void theMostSpecificHostComesBeforeThePath() {
        route("none", Match.path("/a/b"));
        route("wide", Match.path("/**").host("*.example.com"));
        route("narrow", Match.path("/**").host("*.shop.example.com"));
        route("exact", Match.path("/a/**").host("www.shop.example.com"));

        assertThat(find("GET", "www.shop.example.com", "/a/b")).isEqualTo("exact");
        assertThat(find("GET", "WWW.Shop.Example.com:8443", "/a/b")).isEqualTo("exact");
        assertThat(find("GET", "www.shop.example.com.", "/a/b")).isEqualTo("exact");
        assertThat(find("GET", "x.shop.example.com", "/a/b")).isEqualTo("narrow");
        assertThat(find("GET", "x.y.shop.example.com:80", "/a/b")).isEqualTo("narrow");
        assertThat(find("GET", "shop.example.com", "/a/b")).isEqualTo("wide");
        assertThat(find("GET", "example.com", "/a/b")).isEqualTo("none");
        assertThat(find("GET", "badexample.com", "/a/b")).isEqualTo("none");
    }

    @Test
    void whereTheMostSpecificHostHasNoMatchTheNextIsAsked() {
        route("exact", Match.path("/a").host("www.example.com"));
        route("wide", Match.path("/b").host("*.example.com"));
        route("none", Match.path("/c"));

        assertThat(find("GET", "www.example.com", "/a")).isEqualTo("exact");
        assertThat(find("GET", "www.example.com", "/b")).isEqualTo("wide");
        assertThat(find("GET", "www.example.com", "/c")).isEqualTo("none");
        assertThat(find("GET", "www.example.com", "/d")).isNull();
    }

    @Test
    void ipv6HostsKeepTheirBrackets() {
        route("six", Match.path("/**").host("[::1]"));

        assertThat(find("GET", "[::1]:8080", "/")).isEqualTo("six");
        assertThat(find("GET", "[::1]", "/")).isEqualTo("six");
        assertThat(find("GET", "[::2]", "/")).isNull();
    }

    @Test
    void allValuesOfARepeatedFieldMustFit() {
        route("r", Match.path("/a").header("X-Version", "2*").query("color", "blue"));

        assertThat(find("GET", null, "/a?color=blue", "x-version", "2")).isEqualTo("r");
        assertThat(find("GET", null, "/a?color=blue&color=blue", "x-version", "2", "X-VERSION", "2.1"))
                .isEqualTo("r");
        assertThat(find("GET", null, "/a?color=blue&color=red", "x-version", "2"))
                .isNull();
        assertThat(find("GET", null, "/a?color=blue", "x-version", "2", "x-version", "3"))
                .isNull();
        assertThat(find("GET", null, "/a?color=blue")).isNull();
        assertThat(find("GET", null, "/a", "x-version", "2")).isNull();
    }

    @Test
    void queryParametersAreComparedDecoded() {
        route("r", Match.path("/a").query("q r", "ä b"));
        route("present", Match.path("/b").query("q", "*"));

        assertThat(find("/a?q+r=%C3%A4+b")).isEqualTo("r");
        assertThat(find("/a?x=1&q%20r=%c3%a4%20b&&")).isEqualTo("r");
        assertThat(find("/a?q%zz=1")).isNull();
        assertThat(find("/b?q=1")).isEqualTo("present");
        assertThat(find("/b?q=")).isNull();
        assertThat(find("/b?q")).isNull();
        assertThat(find("/b?")).isNull();
    }

    @Test
    void literalsAreBroughtIntoTheCanonicalForm() {
        route("r", Match.path("/caf\u00e9/%7eme/a|b"));

        assertThat(find("/caf%C3%A9/~me/a%7Cb")).isEqualTo("r");
    }

    @Test
    void variablesAndPrefixAreReadFromThePath() {
        route("r", Match.path("/a/{id}/{name:[a-z ]+}/**"));
        Found<String> found = router().find(Request.get("/a/7%2F8/x%20y/rest/of"));

        assertThat(found).isNotNull();
        assertThat(found.variable("id")).isEqualTo("7/8");
        assertThat(found.variable("name")).isEqualTo("x y");
        assertThat(found.variable("other")).isNull();
        assertThat(found.path().substring(found.prefixLength())).isEqualTo("/rest/of");
    }

    @Test
    void twoRoutesOfOneNameAreRefused() {
        route("r", Match.path("/a"));
        route("r", Match.path("/b"));

        assertThatThrownBy(this::router).hasMessageContaining("Two routes are named \"r\"");
    }

    private void route(String name, Match... matches) {
        routes.add(Route.of(name, List.of(matches), name));
    }

    private Router<String> router() {
        return Router.of(routes);
    }

    private @Nullable String find(String target) {
        return find("GET", null, target);
    }

    private @Nullable String find(String method, @Nullable String authority, String target, String... headers) {
        int mark = target.indexOf('?');
        Found<String> found = router().find(Request.of(
                Exchange.begin(Ticker.system()),
                method,
                "http",
                authority == null ? "localhost" : authority,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                Headers.of(headers),
                Body.empty()));
        return found == null ? null : found.target();
    }
}
