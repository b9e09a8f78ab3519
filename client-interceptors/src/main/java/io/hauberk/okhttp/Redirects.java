package io.hauberk.okhttp;

import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What to ask next when an answer says that it is elsewhere (RFC 9110 §15.4). A pure decision: OkHttp's own following
 * would send the next request to the endpoint of this one.
 */
final class Redirects {
    static final int MAX = 20;

    private final boolean follows;
    private final boolean acrossSchemes;

    /**
     * @param follows whether redirects are followed at all
     * @param acrossSchemes whether from https to http, and the other way round
     */
    Redirects(boolean follows, boolean acrossSchemes) {
        this.follows = follows;
        this.acrossSchemes = acrossSchemes;
    }

    /** The next request, or null if the answer is the last. */
    @Nullable Request next(Request request, Response answer) {
        if (!follows || !redirects(answer.code())) {
            return null;
        }
        String location = answer.header("Location");
        HttpUrl url = location == null ? null : request.url().resolve(location);
        if (url == null || !acrossSchemes && url.isHttps() != request.url().isHttps()) {
            return null;
        }
        String method = method(request.method(), answer.code());
        RequestBody body = method.equals(request.method()) ? request.body() : null;
        if (body != null && (body.isOneShot() || body.isDuplex())) {
            return null;
        }
        Request.Builder next = request.newBuilder().url(url).method(method, body);
        next.removeHeader("Host");
        if (body == null) {
            next.removeHeader("Content-Type").removeHeader("Content-Length").removeHeader("Transfer-Encoding");
        }
        if (!sameOrigin(request.url(), url)) {
            withoutCredentials(next);
        }
        return next.build();
    }

    private static boolean redirects(int status) {
        return switch (status) {
            case 300, 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** 303 asks for the answer elsewhere; 301 and 302 are followed so by custom, after POST alone. */
    private static String method(String method, int status) {
        boolean get = status == 303 && !method.equals("HEAD") || status <= 302 && method.equals("POST");
        return get ? "GET" : method;
    }

    private static boolean sameOrigin(HttpUrl one, HttpUrl other) {
        return one.host().equals(other.host())
                && one.port() == other.port()
                && one.scheme().equals(other.scheme());
    }

    /** What was meant for one server is not shown to another. */
    private static void withoutCredentials(Request.Builder request) {
        request.removeHeader("Authorization")
                .removeHeader("Proxy-Authorization")
                .removeHeader("Cookie")
                .removeHeader("X-Api-Key")
                .removeHeader("X-Auth-Token");
    }
}
