package io.hauberk.rewrite;

import io.hauberk.Body;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a redirect: 302 unless another status is given. Each part of the address that is not given stays as it
 * was asked for, the query always.
 *
 * <pre>{@code
 * Redirect.toScheme("https").status(301)
 * Redirect.toHost("shop.example.com").prefix("/new")
 * }</pre>
 *
 * <p>With a scheme and no port, the port becomes the scheme's own. Where scheme, host and port all stay, the location
 * is a path alone, so a Host field cannot lead anybody astray; else a host that was not given is the authority of the
 * request, after trusted proxies, and a request whose authority is none gets 400. Never blocks; immutable and
 * thread-safe; a target of routes. RFC 9110 §15.4.
 */
public final class Redirect implements Handler {
    private static final String NAME = "redirect";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Rejection NO_HOST =
            Rejection.of(NAME, 400, "invalid-authority").because("The host of this request is not a host.");
    private static final Redirect SAME = new Redirect(null, null, 0, PathChange.NONE, 302);

    private final @Nullable String scheme;
    private final @Nullable String host;
    private final int port;
    private final PathChange path;
    private final int status;

    private Redirect(@Nullable String scheme, @Nullable String host, int port, PathChange path, int status) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
        this.path = path;
        this.status = status;
    }

    /** To another scheme, {@code http} or {@code https}. */
    public static Redirect toScheme(String scheme) {
        return SAME.scheme(scheme);
    }

    /** To another host. */
    public static Redirect toHost(String host) {
        return SAME.host(host);
    }

    /** To another path, whole. */
    public static Redirect toPath(String path) {
        return SAME.path(path);
    }

    /** To another prefix, in place of the one that the match of the route names. */
    public static Redirect toPrefix(String prefix) {
        return SAME.prefix(prefix);
    }

    /** Reads {@code { scheme, host, port, prefix, path, status }}, each optional, one of them given. */
    public static Redirect from(Settings settings) {
        return RedirectReader.read(settings, SAME);
    }

    /** This redirect with a scheme. */
    public Redirect scheme(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("A redirect leads to http or https, not to \"" + scheme + "\".");
        }
        return new Redirect(scheme, host, port, path, status);
    }

    /** This redirect with a host: a name or an IP literal, IPv6 in brackets. */
    public Redirect host(String host) {
        return new Redirect(scheme, HostName.require(host), port, path, status);
    }

    /** This redirect with a port, 1 to 65535. */
    public Redirect port(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("A port is from 1 to 65535, but this one is " + port + ".");
        }
        return new Redirect(scheme, host, port, path, status);
    }

    /** This redirect with another prefix, in place of the one that the match of the route names. */
    public Redirect prefix(String prefix) {
        return new Redirect(scheme, host, port, PathChange.matchedPrefix(prefix), status);
    }

    /** This redirect with another path, whole. */
    public Redirect path(String path) {
        return new Redirect(scheme, host, port, PathChange.whole(path), status);
    }

    Redirect path(PathChange change) {
        return new Redirect(scheme, host, port, change, status);
    }

    /** This redirect with a status: 301, 302, 303, 307 or 308. */
    public Redirect status(int status) {
        if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            throw new IllegalArgumentException(
                    "A redirect has the status 301, 302, 303, 307 or 308, but this one " + status + ".");
        }
        return new Redirect(scheme, host, port, path, status);
    }

    @Override
    public Response handle(Request request) {
        StringBuilder location = new StringBuilder(64);
        if ((scheme != null || host != null || port != 0) && !origin(request, location)) {
            request.exchange().record(NO_HOST.decision(Outcome.REFUSED));
            return Response.refused(NO_HOST);
        }
        path(request, location);
        request.exchange().record(APPLIED);
        return Response.of(status, Headers.of("Location", location.toString()), Body.empty());
    }

    private boolean origin(Request request, StringBuilder location) {
        String authority = request.authority();
        int colon = HostName.portAt(authority);
        String name = host != null ? host : colon < 0 ? authority : authority.substring(0, colon);
        if (!HostName.plausible(name)) {
            return false;
        }
        String to = scheme != null ? scheme : request.scheme();
        location.append(to).append("://").append(name);
        String at =
                port != 0 ? Integer.toString(port) : scheme != null || colon < 0 ? "" : authority.substring(colon + 1);
        if (!at.isEmpty() && !at.equals(to.equals("https") ? "443" : "80")) {
            if (!isNumber(at)) {
                return false;
            }
            location.append(':').append(at);
        }
        return true;
    }

    private void path(Request request, StringBuilder location) {
        String to = path.apply(request);
        int start = 0;
        if (location.length() == 0) {
            // Two slashes at the beginning would name a host.
            while (start + 1 < to.length() && to.charAt(start + 1) == '/') {
                start++;
            }
        }
        UriText.append(location, to.startsWith("/") ? to.substring(start) : "/");
        if (request.query() != null) {
            location.append('?');
            UriText.append(location, request.query());
        }
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() <= 5;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(NAME).append('(').append(status);
        text.append(scheme == null ? "" : " scheme " + scheme).append(host == null ? "" : " host " + host);
        text.append(port == 0 ? "" : " port " + port).append(path.keeps() ? "" : " " + path);
        return text.append(')').toString();
    }
}
