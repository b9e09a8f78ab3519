package io.hauberk.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The filter beside a naive reading of Istio's rules: lists of parts, values as regular expressions. */
class OracleTest {
    private static final List<String> WORDS = List.of("a", "ab", "b", "ba", "abc");
    private static final List<String> VALUES = List.of("a", "ab", "a*", "*b", "*", "abc", "x");
    private static final List<String> PATHS = List.of("/a", "/a/b", "/a/b/c", "/b", "/ab", "/", "/b/a");
    private static final List<String> PATTERNS =
            List.of("/a", "/a/**", "/a/{*}", "/{*}/b", "/a/{**}", "/a*", "*b", "*", "/**", "/b");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");
    private static final List<String> KINDS =
            List.of("principals", "groups", "scopes", "roles", "claims", "methods", "paths", "header", "addresses");

    private final Random random = new Random();

    private record Part(String kind, List<String> values) {}

    private record Case(List<Part> parts, List<Part> not) {}

    private record Asked(
            String method, String path, List<String> headers, String address, Map<String, Set<String>> caller) {}

    @Property(tries = 20_000)
    void decidesAsTheNaiveReading(@ForAll long seed) throws IOException {
        random.setSeed(seed);
        List<Case> deny = cases(2);
        List<Case> allow = random.nextBoolean() ? cases(3) : null;
        Asked asked = asked();

        Authorize filter = Authorize.deny(rules(deny));
        filter = allow == null ? filter : filter.allowing(rules(allow));
        int status = FilterTest.of(filter).handle(request(asked)).status();

        assertThat(status == 200)
                .as("deny %s, allow %s, asked %s", deny, allow, asked)
                .isEqualTo(naive(deny, allow, asked));
        assertThat(status).isIn(200, 401, 403);
    }

    private static boolean naive(List<Case> deny, List<Case> allow, Asked asked) {
        if (deny.stream().anyMatch(rule -> fits(rule, asked, true))) {
            return false;
        }
        return allow == null || allow.stream().anyMatch(rule -> fits(rule, asked, false));
    }

    private static boolean fits(Case rule, Asked asked, boolean wide) {
        return rule.parts.stream().allMatch(part -> holds(part, asked, wide))
                && rule.not.stream().noneMatch(part -> holds(part, asked, !wide));
    }

    private static boolean holds(Part part, Asked asked, boolean wide) {
        return switch (part.kind) {
            case "methods" ->
                part.values.contains(asked.method)
                        || wide && asked.method.equals("HEAD") && part.values.contains("GET");
            case "paths" -> part.values.stream().anyMatch(value -> Pattern.matches(path(value), asked.path));
            case "header" -> {
                List<Boolean> each = asked.headers.stream()
                        .flatMap(line -> Arrays.stream(line.split(", ")))
                        .map(header -> matches(part.values, header))
                        .toList();
                yield wide ? each.contains(true) : !each.isEmpty() && !each.contains(false);
            }
            case "addresses" ->
                part.values.stream().anyMatch(value -> asked.address.startsWith(value.replaceAll("(\\.0)+/.*", ".")));
            default -> asked.caller.get(part.kind).stream().anyMatch(value -> matches(part.values, value));
        };
    }

    private static boolean matches(List<String> values, String text) {
        return values.stream().anyMatch(value -> Pattern.matches(value(value), text));
    }

    private static String value(String value) {
        return value.equals("*") ? ".+" : value.replace("*", ".*");
    }

    private static String path(String pattern) {
        if (pattern.equals("*") || !pattern.endsWith("*") && pattern.startsWith("*")) {
            return value(pattern);
        }
        String open = pattern.endsWith("/**") || pattern.endsWith("/{**}") ? "(/.*)?" : "";
        String closed = pattern.replaceAll("/(\\*\\*|\\{\\*\\*})$", "");
        return closed.replace("{*}", "[^/]+").replaceAll("(?<=[a-z])\\*$", ".*") + open;
    }

    private List<Case> cases(int most) {
        List<Case> cases = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            cases.add(new Case(parts(3), parts(random.nextInt(3))));
        }
        return cases;
    }

    private List<Part> parts(int most) {
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            String kind = pick(KINDS);
            List<String> from = switch (kind) {
                case "methods" -> METHODS;
                case "paths" -> PATTERNS;
                case "addresses" -> List.of("10.1.0.0/16", "10.0.0.0/8", "192.0.2.0/24");
                default -> VALUES;
            };
            parts.add(new Part(kind, some(from, 1 + random.nextInt(2))));
        }
        return parts;
    }

    private Asked asked() {
        Map<String, Set<String>> caller = new java.util.HashMap<>();
        for (String kind : List.of("groups", "scopes", "roles", "claims")) {
            caller.put(kind, new HashSet<>(some(WORDS, random.nextInt(3))));
        }
        caller.put("principals", new HashSet<>(some(WORDS, random.nextInt(2))));
        return new Asked(
                pick(METHODS),
                pick(PATHS),
                some(List.of("a", "ab", "b", "ba", "abc", "a, b", "ab, abc"), random.nextInt(3)),
                pick(List.of("10.1.2.3", "10.0.0.1", "192.0.2.9", "203.0.113.1")),
                caller);
    }

    private static Rule[] rules(List<Case> cases) {
        return cases.stream().map(OracleTest::rule).toArray(Rule[]::new);
    }

    private static Rule rule(Case one) {
        Rule rule = with(Rule.any(), one.parts);
        return one.not.isEmpty() ? rule : rule.not(with(Rule.any(), one.not));
    }

    private static Rule with(Rule rule, List<Part> parts) {
        for (Part part : parts) {
            String[] values = part.values.toArray(String[]::new);
            Function<Rule, Rule> change = switch (part.kind) {
                case "principals" -> it -> it.principals(values);
                case "groups" -> it -> it.groups(values);
                case "scopes" -> it -> it.scopes(values);
                case "roles" -> it -> it.roles(values);
                case "claims" -> it -> it.claim("c", values);
                case "methods" -> it -> it.methods(values);
                case "paths" -> it -> it.paths(values);
                case "header" -> it -> it.header("x-h", values);
                default -> it -> it.addresses(values);
            };
            rule = change.apply(rule);
        }
        return rule;
    }

    private static Request request(Asked asked) {
        Exchange exchange = Exchange.begin(Ticker.system());
        Caller caller = Caller.unknown()
                .withAddress(asked.address)
                .withGroups(asked.caller.get("groups"))
                .withGrants(asked.caller.get("scopes"), asked.caller.get("roles"))
                .withClaims(Map.of("c", List.copyOf(asked.caller.get("claims"))));
        for (String principal : asked.caller.get("principals")) {
            caller = caller.withPrincipal(principal, null);
        }
        exchange.attach(caller);
        String[] fields = asked.headers.stream()
                .flatMap(value -> Arrays.stream(new String[] {"X-H", value}))
                .toArray(String[]::new);
        return Request.of(
                exchange, asked.method, "http", "localhost", asked.path, null, Headers.of(fields), Body.empty());
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> List<T> some(List<T> from, int count) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(pick(from));
        }
        return some;
    }
}
