package io.hauberk.jwt;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.fetch.Fetch;
import io.hauberk.json.JsonObject;
import io.hauberk.route.Match;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we say of ourselves to clients that want to find out whom to ask for a token (RFC 9728).
 *
 * @param id the resource identifier, a URL without fragment
 * @param scopes the scopes that are of use here; may be empty
 * @param name for people; null for none
 * @param documentation a URL for people; null for none
 */
record ProtectedResource(
        String id,
        List<String> scopes,
        @Nullable String name,
        @Nullable String documentation) {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    ProtectedResource {
        URI uri = Fetch.requireUrl(id);
        if (uri.getRawFragment() != null || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("The resource \"" + id
                    + "\" has a query or a fragment. It is named by scheme, host and path alone (RFC 9728 §1.2).");
        }
    }

    /** Where the document is: the well-known path goes between the host and the path (RFC 9728 §3.1). */
    String path() {
        String path = URI.create(id).getRawPath();
        return path == null || path.equals("/") || path.isEmpty() ? WELL_KNOWN : WELL_KNOWN + path;
    }

    /** The URL of the document, for challenges. */
    String metadata() {
        URI uri = URI.create(id);
        return uri.getScheme() + "://" + uri.getRawAuthority() + path();
    }

    /** The requests for the document: at the host of the resource, and at whatever host reaches us. */
    List<Match> matches() {
        Match match = Match.path(path()).methods("GET", "HEAD");
        return List.of(match.host(URI.create(id).getHost()), match);
    }

    boolean asked(Request request) {
        return request.path().startsWith(WELL_KNOWN)
                && request.path().equals(path())
                && (request.method().equals("GET") || request.method().equals("HEAD"));
    }

    Response answer(Request request, Collection<String> issuers, Bearing bearing) {
        JsonObject document =
                new JsonObject().member("resource", id).member("authorization_servers", List.copyOf(issuers));
        if (!scopes.isEmpty()) {
            document.member("scopes_supported", scopes);
        }
        document.member("bearer_methods_supported", bearing.methods());
        if (name != null) {
            document.member("resource_name", name);
        }
        if (documentation != null) {
            document.member("resource_documentation", documentation);
        }
        if (bearing.certificateBound()) {
            document.member("tls_client_certificate_bound_access_tokens", true);
        }
        Dpop dpop = bearing.dpop();
        if (dpop != null) {
            document.member("dpop_signing_alg_values_supported", List.copyOf(dpop.algorithms()))
                    .member("dpop_bound_access_tokens_required", dpop.requiresBinding());
        }
        byte[] json = document.toString().getBytes(StandardCharsets.UTF_8);
        Headers headers = Headers.of(
                "Content-Type",
                "application/json",
                "Content-Length",
                Integer.toString(json.length),
                "Cache-Control",
                "max-age=3600",
                "Access-Control-Allow-Origin",
                "*");
        return Response.of(200, headers, request.method().equals("HEAD") ? Body.empty() : Body.of(json));
    }
}
