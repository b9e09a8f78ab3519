package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Settings;
import io.hauberk.authorize.Part.About;
import io.hauberk.network.Arrival;
import io.hauberk.network.Cidrs;
import io.hauberk.network.IpAddress;
import io.hauberk.route.PathPattern;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request must be like: all parts must hold, each by one of its values. A rule without parts fits every request.
 * Immutable; each change makes a new rule, and a part named twice must hold twice.
 *
 * <p>Values are {@code abc} exactly, {@code abc*} with that beginning, {@code *abc} with that end, {@code *} anything
 * that is not empty; with case, except hosts. Paths are those of routes, and {@code {*}} for one element, {@code {**}}
 * for the rest, or a text with one star at its beginning or its end; {@code /admin/**} covers {@code /admin} and all
 * below it.
 */
public final class Rule {
    private static final Rule ANY = new Rule(null, List.of(), List.of());

    private final @Nullable String name;
    private final List<Part> parts;
    private final List<Part> not;

    private Rule(@Nullable String name, List<Part> parts, List<Part> not) {
        this.name = name;
        this.parts = parts;
        this.not = not;
    }

    /** A rule that every request fits. */
    public static Rule any() {
        return ANY;
    }

    /**
     * Reads the YAML form: {@code name}, {@code principals}, {@code peers}, {@code consumers}, {@code groups}, {@code
     * scopes}, {@code roles}, {@code claims}, {@code methods}, {@code hosts}, {@code paths}, {@code headers}, {@code
     * addresses}, {@code directAddresses}, {@code times}, {@code not}.
     */
    public static Rule from(Settings settings) {
        return new RuleReader(settings).read();
    }

    /** This rule by a name, for decisions. Default: its kind and number, such as {@code allow-1}. */
    public Rule named(String name) {
        return new Rule(name, parts, not);
    }

    /**
     * This rule, for callers who authenticated as one of these. A value with {@code ://} is compared with issuer, slash
     * and principal, such as {@code https://id.example.com/bob}, and with the principal where nobody vouches for it; any other
     * one, and a SPIFFE ID, with the principal alone. A deny rule compares with both.
     */
    public Rule principals(String... values) {
        List<String> all = List.of(values);
        List<String> whole = all.stream().filter(Rule::namesIssuer).toList();
        List<String> bare = all.stream().filter(value -> !namesIssuer(value)).toList();
        Values ofIssuers = whole.isEmpty() ? null : Values.of("principals", whole);
        Values alone = bare.isEmpty() && ofIssuers != null ? null : Values.of("principals", bare);
        return with(new Part(
                "principals", About.CALLER, (request, caller, wide) -> principal(caller, ofIssuers, alone, wide), all));
    }

    private static boolean namesIssuer(String value) {
        return value.contains("://") && !value.startsWith("spiffe://");
    }

    private static boolean principal(Caller caller, @Nullable Values ofIssuers, @Nullable Values alone, boolean wide) {
        String principal = caller.principal();
        String issuer = caller.issuer();
        if (principal == null) {
            return false;
        }
        return alone != null && alone.match(principal)
                || ofIssuers != null && issuer != null && ofIssuers.match(issuer + '/' + principal)
                || ofIssuers != null && (issuer == null || wide) && ofIssuers.match(principal);
    }

    /** This rule, for peers whose certificate names one of these, such as {@code spiffe://shop/ns/prod/*}. */
    public Rule peers(String... values) {
        return with("peers", About.REQUEST, values, texts -> (request, caller, wide) -> texts.match(caller.peer()));
    }

    /** This rule, for one of these consumers. */
    public Rule consumers(String... values) {
        return with(
                "consumers", About.CALLER, values, texts -> (request, caller, wide) -> texts.match(caller.consumer()));
    }

    /** This rule, for members of one of these groups. */
    public Rule groups(String... values) {
        return with(
                "groups", About.CALLER, values, texts -> (request, caller, wide) -> texts.matchOne(caller.groups()));
    }

    /** This rule, for callers to whom one of these scopes was granted. */
    public Rule scopes(String... values) {
        return with("scopes", About.SCOPE, values, texts -> (request, caller, wide) -> texts.matchOne(caller.scopes()));
    }

    /** This rule, for callers who hold one of these roles. */
    public Rule roles(String... values) {
        return with("roles", About.CALLER, values, texts -> (request, caller, wide) -> texts.matchOne(caller.roles()));
    }

    /**
     * This rule, for callers of whom a claim says one of these: text, a number, {@code true} or {@code false}, or a list
     * with such an element. The claims {@code scope}, {@code scp} and {@code permission} are lists of words, if they are
     * text. A claim that is an object fits no allow rule and any deny rule.
     *
     * @param claim the claim, {@code a.b} for one within another
     */
    public Rule claim(String claim, String... values) {
        return with(new Part(
                "claims",
                About.CALLER,
                Claims.test(claim, Values.of("claim " + claim, List.of(values))),
                claim + ' ' + List.of(values)));
    }

    /** This rule, for one of these methods. HEAD is a method of its own, but a deny rule for GET covers it. */
    public Rule methods(String... values) {
        for (String value : values) {
            if (!value.equals(value.toUpperCase(Locale.ROOT))) {
                throw new IllegalArgumentException("The method \"" + value
                        + "\" will never come: methods have case. Write " + value.toUpperCase(Locale.ROOT) + ".");
            }
        }
        return with("methods", About.REQUEST, values, texts -> (request, caller, wide) -> {
            String method = request.method();
            return texts.match(method) || wide && method.equals("HEAD") && texts.match("GET");
        });
    }

    /**
     * This rule, for one of these hosts, without port, case and final dot.
     *
     * @throws IllegalArgumentException if one has a port or a scheme, and so would never come; the message says which
     */
    public Rule hosts(String... values) {
        String[] lower = Arrays.stream(values).map(Rule::hostValue).toArray(String[]::new);
        return with("hosts", About.REQUEST, lower, texts -> (request, caller, wide) -> texts.match(host(request)));
    }

    private static String hostValue(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        boolean port = lower.lastIndexOf(':') > lower.indexOf(']'); // within brackets they are those of IPv6
        if (lower.indexOf('/') >= 0 || port) {
            throw new IllegalArgumentException("The host \"" + value
                    + "\" will never come: a host stands here without scheme and port. Write shop.example.com,"
                    + " *.example.com or [2001:db8::1].");
        }
        return lower.length() > 2 && lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String host(Request request) {
        String host = request.host();
        int last = host.length() - 1;
        return last > 0 && host.charAt(last) == '.' ? host.substring(0, last) : host;
    }

    /**
     * This rule, for one of these paths. A deny rule for {@code /a/b} covers {@code /a/b/} and {@code /a%2Fb}, too, since
     * what stands behind may take them for the same.
     *
     * @throws IllegalArgumentException if one is no path; the message says why
     */
    public Rule paths(String... values) {
        PathPattern[] patterns = Arrays.stream(values).map(PathPattern::rule).toArray(PathPattern[]::new);
        return with(new Part(
                "paths",
                About.REQUEST,
                (request, caller, wide) -> path(request.path(), patterns) || wide && alike(request.path(), patterns),
                named(values, "paths")));
    }

    private static boolean path(String path, PathPattern[] patterns) {
        for (PathPattern pattern : patterns) {
            if (pattern.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something that another reader may take the path for fits. */
    private static boolean alike(String path, PathPattern[] patterns) {
        String decoded = path.indexOf('%') < 0 ? path : path.replace("%2F", "/").replaceAll("/{2,}", "/");
        return path(bare(path), patterns) || path(decoded, patterns) || path(bare(decoded), patterns);
    }

    /** Without a slash at its end. */
    private static String bare(String path) {
        int last = path.length() - 1;
        return last > 0 && path.charAt(last) == '/' ? path.substring(0, last) : path;
    }

    /**
     * This rule, for requests with a header of one of these values. Each value of the field counts by itself, whether they
     * come in several lines or in one with commas: all must fit, in a deny rule one. Of fields that hold one value by
     * definition, such as {@code User-Agent}, the whole line may fit.
     */
    public Rule header(String name, String... values) {
        Headers.of(name, "");
        Values texts = Values.of("header " + name, List.of(values));
        return with(new Part("headers", About.REQUEST, FieldValues.test(name, texts), name + ' ' + texts));
    }

    /**
     * This rule, for clients at one of these addresses or networks, such as {@code 10.0.0.0/8}: behind trusted proxies, the
     * address that they tell. A client whose address is not known fits no allow rule and any deny rule.
     *
     * @throws IllegalArgumentException if one is neither; the message says why
     */
    public Rule addresses(String... values) {
        return addresses("addresses", values, (request, caller) -> caller.address());
    }

    /**
     * This rule, for connections from one of these addresses or networks, whatever a proxy tells of the client before it.
     *
     * @throws IllegalArgumentException if one is neither; the message says why
     */
    public Rule directAddresses(String... values) {
        return addresses("directAddresses", values, Rule::direct);
    }

    private static @Nullable String direct(Request request, Caller caller) {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        return arrival == null ? caller.address() : arrival.peer();
    }

    private Rule addresses(String part, String[] values, BiFunction<Request, Caller, @Nullable String> which) {
        Cidrs networks = Cidrs.of(named(values, part));
        return with(new Part(
                part,
                About.REQUEST,
                (request, caller, wide) -> {
                    IpAddress address = IpAddress.ofPeer(which.apply(request, caller));
                    return address == null ? wide : networks.contains(address);
                },
                networks));
    }

    /** This rule, within one of these times, by the system's clock. */
    public Rule times(TimeWindow... windows) {
        if (windows.length == 0) {
            throw new IllegalArgumentException("A rule that asks for times names at least one window.");
        }
        return with(Part.timed(List.of(windows), InstantSource.system()));
    }

    /** This rule, by another clock. */
    Rule by(InstantSource clock) {
        return new Rule(name, by(parts, clock), by(not, clock));
    }

    private static List<Part> by(List<Part> parts, InstantSource clock) {
        return parts.stream().map(part -> part.by(clock)).toList();
    }

    /** This rule, for requests for which no part of the other one holds. */
    public Rule not(Rule other) {
        if (!other.not.isEmpty()) {
            throw new IllegalArgumentException("A rule under not has no not of its own. Say it without.");
        }
        List<Part> more = new ArrayList<>(not);
        more.addAll(other.parts);
        return new Rule(name, parts, List.copyOf(more));
    }

    private static List<String> named(String[] values, String part) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A rule that asks for " + part + " names at least one value.");
        }
        return List.of(values);
    }

    private Rule with(String part, About about, String[] values, Function<Values, Part.Test> test) {
        return with(Part.of(part, about, List.of(values), test));
    }

    private Rule with(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new Rule(name, List.copyOf(more), not);
    }

    /** Its name, or the one that it has by default. */
    String name(String byDefault) {
        return name == null ? byDefault : name;
    }

    /** The parts that must hold. */
    List<Part> parts() {
        return parts;
    }

    /** The parts that must not hold. */
    List<Part> exceptions() {
        return not;
    }

    @Override
    public String toString() {
        String text = parts.stream().map(Part::toString).collect(Collectors.joining(", "));
        String without = not.stream().map(Part::toString).collect(Collectors.joining(", "));
        return (text.isEmpty() ? "any" : text) + (without.isEmpty() ? "" : ", not " + without);
    }
}
