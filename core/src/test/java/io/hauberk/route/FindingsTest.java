package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.route.Finding.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final List<Route<String>> routes = new ArrayList<>();

    @Test
    void routesThatDoNotMeetGiveNoFinding() {
        open("a", Match.get("/a/**"));
        open("b", Match.post("/a/**"));
        open("c", Match.get("/a/{id:[0-9]+}"));
        open("d", Match.get("/a/{id:[a-z]+}"));
        open("e", Match.get("/a/b").header("x", "1"));
        open("f", Match.get("/a/b").header("x", "2"));
        open("g", Match.get("/a/b").query("x", "a*"));
        open("h", Match.get("/a/b").query("x", "b*"));
        open("i", Match.get("/a/**").host("a.example.com"));
        open("j", Match.get("/a/**").host("*.example.com"));

        assertThat(findings()).isEmpty();
    }

    @Test
    void theSameMatchAgainIsUnreachable() {
        open("first", Match.path("/a/{id}"));
        open("second", Match.path("/a/{other}"));

        assertThat(findings())
                .containsExactly(
                        "UNREACHABLE second first: Route \"second\" never gets /a/{other}: route \"first\", which"
                                + " comes before it, takes all such requests.");
    }

    @Test
    void aMatchIsUnreachableBehindAWiderOneOfEqualRank() {
        open("wide", Match.get("/a").method("POST").header("x", "*"));
        open("narrow", Match.get("/a").header("X", "1").host("a.example.com").host("b.example.com"));
        open("narrow-too", Match.get("/a").header("X", "1*"));
        open("not", Match.get("/a").header("y", "1"));

        assertThat(kinds()).contains("UNREACHABLE narrow-too wide").doesNotContain("UNREACHABLE narrow wide");
    }

    @Test
    void severalRoutesTogetherCanCoverOne() {
        open("get", Match.get("/a"));
        open("post", Match.post("/a"));
        open("both", Match.get("/a").method("POST"));

        assertThat(kinds()).containsExactly("UNREACHABLE both post");
    }

    @Test
    void oneMatchOfARouteMayBeUnreachableAlone() {
        open("a", Match.path("/a"));
        open("b", Match.path("/b"), Match.path("/a"));

        assertThat(findings()).singleElement().asString().contains("\"b\" never gets /a");
    }

    @Test
    void whereOnlyTheOrderDecidesItIsSaid() {
        open("x", Match.path("/a").header("x", "1"));
        open("y", Match.path("/a").header("y", "1"));
        open("get", Match.get("/b").method("PUT"));
        open("post", Match.post("/b").method("PUT"));
        open("digits", Match.path("/c/{n:[0-9]+}/d"));
        open("hex", Match.path("/c/{n:[0-9a-f]+}/d"));

        assertThat(kinds()).containsExactly("AMBIGUOUS x y", "AMBIGUOUS get post", "AMBIGUOUS digits hex");
        assertThat(findings().get(1))
                .contains("Routes \"get\" (GET|PUT /b) and \"post\" (POST|PUT /b) are equally specific");
    }

    @Test
    void aMoreSpecificOpenRouteOnAGuardedPathIsReported() {
        guarded("admin", Match.path("/admin/**"));
        open("login", Match.get("/admin/login"));

        assertThat(findings())
                .containsExactly(
                        "WEAKER_GUARDED admin login: Route \"admin\" lets only authenticated callers through, but"
                                + " GET /admin/login, which is on its path, goes to route \"login\", which asks nobody.");
    }

    @Test
    void aMethodThatTheGuardDoesNotTakeIsReported() {
        guarded("read", Match.get("/admin/**"));
        open("all", Match.path("/**"));

        assertThat(findings()).singleElement().asString().contains("HEAD /admin, which is on its path");
    }

    @Test
    void aMethodThatAnotherGuardTakesIsNotReported() {
        guarded("read", Match.get("/admin/**"));
        guarded("rest", Match.path("/admin/**"));
        open("all", Match.path("/**"));

        assertThat(findings()).isEmpty();
    }

    @Test
    void conditionsOfTheGuardLeaveAGap() {
        guarded("new", Match.path("/a/{id}/b").header("x-version", "2"));
        open("old", Match.path("/a/{id:[a-z]{3}}/**").query("q", "*z"));

        assertThat(findings()).singleElement().asString().contains("GET /a/xxx/b?q=z");
    }

    @Test
    void anOpenRouteOfAMoreSpecificHostIsReported() {
        guarded("admin", Match.path("/admin/**"));
        open("shop", Match.path("/**").host("*.example.com"));

        assertThat(findings()).singleElement().asString().contains("GET x.example.com/admin");
    }

    @Test
    void aPublicPageDoesNotBeatAGuardedPrefix() {
        guarded("admin", Match.path("/admin/**"));
        open("page", Match.path("/{page}"));
        open("any", Match.path("/**"));
        open("elsewhere", Match.path("/admins/**"));

        assertThat(findings()).isEmpty();
    }

    @Test
    void guardsOfOtherHostsAreNotMixedUp() {
        guarded("admin", Match.get("/admin/**").host("admin.example.com"));
        open("blog", Match.path("/**").host("blog.example.com"));
        guarded("wide", Match.path("/x/**").host("*.example.com"));
        open("own", Match.path("/x/y").host("*.shop.example.com"));

        // What is on the guard's path and comes to the more specific blog.example.com goes to the blog.
        assertThat(kinds()).containsExactly("WEAKER_GUARDED wide blog", "WEAKER_GUARDED wide own");
    }

    @Test
    void thousandsOfRoutesAreLookedThroughInABoundedTime() {
        for (int i = 0; i < 5_000; i++) {
            open("tenant-" + i, Match.path("/**").header("x-tenant", "t" + i));
            guarded("path-" + i, Match.path("/api/svc" + i + "/**"));
        }
        for (int i = 0; i < 2_000; i++) {
            open("host-" + i, Match.path("/h/**").host("h" + i + ".example.com"));
            guarded("star-" + i, Match.path("/s/**").header("x-star", i + "*"));
        }
        Router<String> router = Router.of(routes);
        long start = processorTime();
        List<Finding> findings = router.findings();

        assertThat(findings).hasSizeLessThanOrEqualTo(600);
        // About 0.5 s alone on a machine; the limit has room for a busy one.
        assertThat(processorTime() - start).isLessThan(10_000_000_000L);
    }

    /** What this thread has computed: a machine that builds holds it up for seconds. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void open(String name, Match... matches) {
        routes.add(Route.of(name, List.of(matches), name));
    }

    private void guarded(String name, Match... matches) {
        routes.add(new Route<>(name, List.of(matches), name, true, false));
    }

    private List<String> kinds() {
        return Router.of(routes).findings().stream()
                .map(f -> f.kind() + " " + f.route() + " " + f.other())
                .toList();
    }

    private List<String> findings() {
        return Router.of(routes).findings().stream()
                .map(f -> f.kind() + " " + f.route() + " " + f.other() + ": " + f)
                .toList();
    }

    @Test
    void tenThousandRoutesOfTheUsualKindTakeLittle() {
        for (int i = 0; i < 10_000; i++) {
            if (i % 2 == 0) {
                guarded("r" + i, Match.path("/api/svc" + i + "/**"));
            } else {
                open("r" + i, Match.get("/api/svc" + i + "/{id}"));
            }
        }
        Router<String> router = Router.of(routes);
        long start = processorTime();

        assertThat(router.findings()).isEmpty();
        assertThat(processorTime() - start).isLessThan(10_000_000_000L);
        assertThat(Kind.values()).hasSize(3);
    }
}
