package io.hauberk.route;

import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like to be a route's: all the parts that are given. Immutable; each wither makes a new one.
 *
 * <pre>{@code
 * Match.get("/orders/{id}").host("*.shop.example.com").header("x-version", "2")
 * }</pre>
 *
 * <p>Default: any request. For paths see {@link PathPattern}, for values {@link ValuePattern}. A host is a name or
 * {@code *.} and the end of one. Methods have case, and GET does not include HEAD. A header or query parameter that is
 * there several times matches only if all its values do.
 */
public final class Match {
    private static final Match ANY = new Match(PathPattern.ANY, List.of(), List.of(), List.of(), List.of());

    private final PathPattern path;
    private final List<String> methods;
    private final List<HostPattern> hosts;
    private final List<Condition> headers;
    private final List<Condition> query;

    private Match(
            PathPattern path,
            List<String> methods,
            List<HostPattern> hosts,
            List<Condition> headers,
            List<Condition> query) {
        this.path = path;
        this.methods = methods;
        this.hosts = hosts;
        this.headers = headers;
        this.query = query;
    }

    /** Any request at all. */
    public static Match any() {
        return ANY;
    }

    /** Requests with such a path, whatever their method. */
    public static Match path(String path) {
        return new Match(PathPattern.of(path), List.of(), List.of(), List.of(), List.of());
    }

    /** GET requests with such a path; HEAD is not included. */
    public static Match get(String path) {
        return path(path).method("GET");
    }

    /** HEAD requests with such a path. */
    public static Match head(String path) {
        return path(path).method("HEAD");
    }

    /** POST requests with such a path. */
    public static Match post(String path) {
        return path(path).method("POST");
    }

    /** PUT requests with such a path. */
    public static Match put(String path) {
        return path(path).method("PUT");
    }

    /** PATCH requests with such a path. */
    public static Match patch(String path) {
        return path(path).method("PATCH");
    }

    /** DELETE requests with such a path. */
    public static Match delete(String path) {
        return path(path).method("DELETE");
    }

    /** OPTIONS requests with such a path. */
    public static Match options(String path) {
        return path(path).method("OPTIONS");
    }

    /** Reads {@code { path, methods, hosts, headers, query }}; each part is optional. */
    public static Match from(Settings settings) {
        return MatchReader.read(settings);
    }

    /** This match with one more method. */
    public Match method(String method) {
        return methods(method);
    }

    /** This match with more methods: any of them. */
    public Match methods(String... more) {
        Set<String> all = new LinkedHashSet<>(methods);
        for (String method : more) {
            all.add(requireMethod(method));
        }
        return new Match(path, List.copyOf(all), hosts, headers, query);
    }

    /** This match with one more host. */
    public Match host(String host) {
        return hosts(host);
    }

    /** This match with more hosts: any of them. */
    public Match hosts(String... more) {
        Set<HostPattern> all = new LinkedHashSet<>(hosts);
        Arrays.stream(more).map(HostPattern::of).forEach(all::add);
        return new Match(path, methods, List.copyOf(all), headers, query);
    }

    /** This match with one more header that must be there; the name has no case. */
    public Match header(String name, String value) {
        Headers.of(name, value); // refuses what can be no header
        return new Match(path, methods, hosts, with(headers, name.toLowerCase(Locale.ROOT), value), query);
    }

    /** This match with one more query parameter that must be there; the name has case. */
    public Match query(String name, String value) {
        return new Match(path, methods, hosts, headers, with(query, name, value));
    }

    private static List<Condition> with(List<Condition> conditions, String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A header or query parameter in a match needs a name.");
        }
        for (Condition condition : conditions) {
            if (condition.name().equals(name)) {
                throw new IllegalArgumentException(
                        "The match asks twice for \"" + name + "\". One entry, with one value, is what can be asked.");
            }
        }
        List<Condition> all = new ArrayList<>(conditions);
        all.add(new Condition(name, ValuePattern.of(value)));
        return List.copyOf(all);
    }

    private static String requireMethod(String method) {
        if (method.isEmpty()
                || !method.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0)) {
            throw new IllegalArgumentException("\"" + method + "\" is not a method.");
        }
        if (!method.equals(method.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The method \"" + method
                    + "\" will never come: methods have case. Write " + method.toUpperCase(Locale.ROOT) + ".");
        }
        return method;
    }

    /** Whether the request, with a canonical path, fits. For tests and explanations; routers have an index. */
    public boolean matches(Request request) {
        return path.matches(request.path()) && matchesHost(request.authority()) && accepts(request);
    }

    private boolean matchesHost(String authority) {
        String host = authority.substring(0, HostPattern.end(authority)).toLowerCase(Locale.ROOT);
        return hosts.isEmpty() || hosts.stream().anyMatch(h -> h.matches(host));
    }

    /** Whether method, headers and query fit. Allocates nothing where the match asks for no query parameter. */
    boolean accepts(Request request) {
        return acceptsMethod(request.method()) && acceptsHeaders(request) && acceptsQuery(request);
    }

    private boolean acceptsMethod(String method) {
        for (int i = 0; i < methods.size(); i++) {
            if (methods.get(i).equals(method)) {
                return true;
            }
        }
        return methods.isEmpty();
    }

    private boolean acceptsHeaders(Request request) {
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(request.headers())) {
                return false;
            }
        }
        return true;
    }

    private boolean acceptsQuery(Request request) {
        for (int i = 0; i < query.size(); i++) {
            if (!query.get(i).matches(request.query())) {
                return false;
            }
        }
        return true;
    }

    /** The pattern of the path; {@code /**} where none is given. */
    public PathPattern path() {
        return path;
    }

    /** The methods, any of which fits; empty for all. */
    public List<String> methods() {
        return methods;
    }

    List<HostPattern> hosts() {
        return hosts;
    }

    List<Condition> headers() {
        return headers;
    }

    List<Condition> query() {
        return query;
    }

    @Override
    public String toString() {
        return describe(
                String.join("|", hosts.stream().map(HostPattern::toString).toList()));
    }

    String describe(@Nullable HostPattern host) {
        return describe(host == null ? "" : host.toString());
    }

    private String describe(String host) {
        StringBuilder text = new StringBuilder(String.join("|", methods));
        text.append(methods.isEmpty() ? "" : " ").append(host).append(path);
        query.forEach(q -> text.append(text.indexOf("?") < 0 ? '?' : '&').append(q));
        headers.forEach(h -> text.append(' ').append(h.name()).append(": ").append(h.value()));
        return text.toString();
    }
}
