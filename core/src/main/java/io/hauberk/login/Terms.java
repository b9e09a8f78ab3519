package io.hauberk.login;

import io.hauberk.fetch.Fetch;
import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.OAuthClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a {@link Login}. */
record Terms(
        Issuer issuer,
        OAuthClient client,
        String origin,
        String callback,
        String logout,
        String afterLogout,
        List<String> scopes,
        List<String> secrets,
        Duration session,
        Cookies cookies,
        InstantSource time) {

    Terms {
        URI uri = Fetch.requireUrl(origin);
        if (!(uri.getRawPath() == null || uri.getRawPath().isEmpty()) || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "The origin is scheme, host and port, without a path: https://shop.example.com, not " + origin
                            + ".");
        }
        for (String path : List.of(callback, logout, afterLogout)) {
            if (!path.startsWith("/") || path.startsWith("//") || path.indexOf('\\') >= 0) {
                throw new IllegalArgumentException(
                        "\"" + path + "\" is not a path of this site. Begin with one slash.");
            }
        }
        if (callback.equals(logout)) {
            throw new IllegalArgumentException("The issuer sends browsers back to " + callback
                    + ", so nobody can log out there. Give callback and logout paths of their own.");
        }
        if (session.compareTo(Duration.ofMinutes(1)) < 0 || session.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    "A session lasts from one minute to 30 days, but this one " + session + ".");
        }
    }

    static Terms of(Issuer issuer, OAuthClient client, String origin, List<String> secrets) {
        return new Terms(
                issuer,
                client,
                origin,
                "/login/callback",
                "/logout",
                "/",
                List.of("openid"),
                secrets,
                Duration.ofHours(8),
                new Cookies("hauberk", "Lax"),
                InstantSource.system());
    }

    Terms paths(String callback, String logout, String afterLogout) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    Terms at(String origin) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    /** Asking for these scopes, and for {@code openid}. */
    Terms asking(List<String> more) {
        List<String> all = new ArrayList<>(List.of("openid"));
        more.stream().filter(scope -> !all.contains(scope)).forEach(all::add);
        return scopes(List.copyOf(all));
    }

    private Terms scopes(List<String> scopes) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    Terms session(Duration session) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    Terms cookies(Cookies cookies) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    Terms time(InstantSource time) {
        return new Terms(
                issuer, client, origin, callback, logout, afterLogout, scopes, secrets, session, cookies, time);
    }

    /** Whose sessions these are: the same secrets at another issuer, or of another client of it, make others. */
    String party() {
        return issuer.url() + '\n' + client.id();
    }

    String redirectUri() {
        return origin + callback;
    }

    long now() {
        return time.instant().getEpochSecond();
    }
}
