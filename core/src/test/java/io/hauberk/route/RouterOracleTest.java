package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index finds what a linear scan with the order of precedence written out finds. */
class RouterOracleTest {
    private static final String[] ELEMENTS = {"a", "b", "ab", "{v}", "{v}", "{p:[ab]+}", "{q:a.*}", "{r:[a-z]{2}}"};
    private static final String[] HOSTS = {"a.x", "a.y.x", "b.y.x", "*.x", "*.y.x", "x"};
    private static final String[] TEXTS = {"a", "b", "ab", "c", "cd", ""};
    private static final String[] METHODS = {"GET", "POST", "HEAD"};
    private static final String[] VALUES = {"1", "2", "*", "1*", "*2"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theIndexAgreesWithALinearScan(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int round = 0; round < 60; round++) {
            List<Route<Integer>> routes = routes(random, 1 + random.nextInt(40));
            Router<Integer> router = Router.of(routes);
            for (int i = 0; i < 200; i++) {
                Request request = request(random);
                Found<Integer> actual = router.find(request);
                Integer expected = scan(routes, request);
                assertThat(actual == null ? null : actual.target())
                        .as(
                                "%s %s%s %s in %s",
                                request, request.authority(), request.target(), request.headers(), routes)
                        .isEqualTo(expected);
                found += actual == null ? 0 : 1;
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    private static @Nullable Integer scan(List<Route<Integer>> routes, Request request) {
        return routes.stream()
                .flatMap(r -> r.matches().stream().flatMap(m -> candidates(r, m, request).stream()))
                .min(Comparator.naturalOrder())
                .map(c -> c.target)
                .orElse(null);
    }

    private static List<Candidate> candidates(Route<Integer> route, Match match, Request request) {
        List<Candidate> fitting = new ArrayList<>();
        if (match.hosts().isEmpty() && match.matches(request)) {
            fitting.add(new Candidate(route.target(), match, 0));
        }
        for (HostPattern host : match.hosts()) {
            if (host.matches(request.host()) && match.matches(request)) {
                fitting.add(new Candidate(
                        route.target(), match, host.wildcard() ? host.name().length() : 1000));
            }
        }
        return fitting;
    }

    /** Precedence as the configuration reference says it, from the text of the path. */
    private record Candidate(int target, Match match, int host) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return Comparator.<Candidate>comparingInt(c -> -c.host)
                    .thenComparing(c -> c.classes())
                    .thenComparing(c -> c.match.methods().isEmpty())
                    .thenComparing(c -> -c.match.headers().size())
                    .thenComparing(c -> -c.match.query().size())
                    .thenComparing(c -> c.target)
                    .compare(this, other);
        }

        /** One letter an element, such that the text order is the order of precedence. */
        private String classes() {
            StringBuilder classes = new StringBuilder();
            for (String element : match.path().toString().substring(1).split("/", -1)) {
                classes.append(
                        element.equals("**")
                                ? 'Z'
                                : !element.startsWith("{") ? 'A' : element.contains(":") ? 'B' : 'C');
            }
            return classes.toString();
        }
    }

    private static List<Route<Integer>> routes(SplittableRandom random, int count) {
        List<Route<Integer>> routes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Match> matches = several(random, 2, () -> match(random));
            routes.add(Route.of("r" + i, matches, i));
        }
        return routes;
    }

    private static Match match(SplittableRandom random) {
        List<String> elements = several(random, 4, () -> pick(random, ELEMENTS));
        String path = "";
        for (int i = 0; i < elements.size(); i++) {
            path += "/" + elements.get(i).replaceFirst("^\\{", "{n" + i);
        }
        Match match = Match.path(random.nextInt(3) == 0 ? path + "/**" : path.isEmpty() ? "/" : path);
        if (random.nextInt(3) == 0) {
            match = match.methods(
                    several(random, 2, () -> pick(random, METHODS)).toArray(new String[0]));
        }
        if (random.nextInt(3) == 0) {
            match = match.hosts(several(random, 2, () -> pick(random, HOSTS)).toArray(new String[0]));
        }
        for (String name : new String[] {"h", "k"}) {
            match = random.nextInt(4) == 0 ? match.header(name, pick(random, VALUES)) : match;
            match = random.nextInt(4) == 0 ? match.query(name, pick(random, VALUES)) : match;
        }
        return match;
    }

    private static Request request(SplittableRandom random) {
        StringBuilder path = new StringBuilder();
        several(random, 4, () -> pick(random, TEXTS))
                .forEach(e -> path.append('/').append(e));
        List<String> query = several(random, 2, () -> pick(random, "h", "k") + "=" + pick(random, "1", "2", "12", ""));
        Headers.Edit headers = Headers.empty().edit();
        several(random, 2, () -> headers.add(pick(random, "h", "k", "H"), pick(random, "1", "2", "12")));
        return Request.of(
                Exchange.begin(Ticker.system()),
                pick(random, METHODS),
                "http",
                pick(random, "a.x", "A.X:80", "a.y.x", "c.y.x", "z.x", "x", "other"),
                path.isEmpty() ? "/" : path.toString(),
                query.isEmpty() ? null : String.join("&", query),
                headers.build(),
                Body.empty());
    }

    private static <E> List<E> several(SplittableRandom random, int most, Supplier<E> one) {
        List<E> list = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }

    private static String pick(SplittableRandom random, String... among) {
        return among[random.nextInt(among.length)];
    }
}
