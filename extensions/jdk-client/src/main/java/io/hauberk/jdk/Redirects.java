package io.hauberk.jdk;

import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to ask next when an answer says that it is elsewhere, by the policy of the JDK's client. For one request. */
final class Redirects {
    private static final int MAX = 5;
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "x-auth-token");

    private final Redirect policy;
    private int followed;

    Redirects(Redirect policy) {
        this.policy = policy;
    }

    /** The next request, or null if the answer is the last. */
    @Nullable HttpRequest next(HttpRequest request, int status, HttpHeaders headers) {
        String location = headers.firstValue("Location").orElse(null);
        if (policy == Redirect.NEVER || !redirects(status) || location == null || followed == MAX) {
            return null;
        }
        URI there = there(request.uri(), location);
        if (there == null || !allowed(request.uri(), there)) {
            return null;
        }
        followed++;
        boolean same = sameOrigin(request.uri(), there);
        HttpRequest.Builder next = HttpRequest.newBuilder(
                        request, (name, value) -> same || !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)))
                .uri(there);
        boolean get = status == 303 && !request.method().equals("HEAD")
                || status <= 302 && request.method().equals("POST");
        return get ? next.method("GET", BodyPublishers.noBody()).build() : next.build();
    }

    private static boolean redirects(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static @Nullable URI there(URI here, String location) {
        try {
            URI there = here.resolve(location);
            return there.getHost() == null ? null : there;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean allowed(URI here, URI there) {
        boolean secure = "https".equalsIgnoreCase(there.getScheme());
        boolean http = secure || "http".equalsIgnoreCase(there.getScheme());
        return http && (policy == Redirect.ALWAYS || secure || !"https".equalsIgnoreCase(here.getScheme()));
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }
}
