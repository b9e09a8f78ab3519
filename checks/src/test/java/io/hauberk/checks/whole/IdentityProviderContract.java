package io.hauberk.checks.whole;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.fetch.Fetch;
import io.hauberk.gateway.Gateway;
import io.hauberk.jwt.Introspection;
import io.hauberk.jwt.Issuer;
import io.hauberk.jwt.Jwt;
import io.hauberk.login.Login;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.oauth.ClientCredentials;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.oauth.SubjectToken;
import io.hauberk.oauth.TokenEndpoint;
import io.hauberk.oauth.TokenExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What any identity provider and we can do together. The provider knows one client, with a secret, that may use all of these
 * grants and may be sent back to {@link #ORIGIN}; its access tokens are meant for {@link #AUDIENCE} among others.
 */
abstract class IdentityProviderContract {
    static final String ORIGIN = "https://shop.test";
    static final String AUDIENCE = "shop";

    /** The URL of the issuer. */
    abstract String issuer();

    /** The client. */
    abstract OAuthClient client();

    /** Goes to an authorization URL as a person who logs in; returns the URL that the browser is sent back to. */
    abstract String logIn(String authorization) throws Exception;

    private AuthorizationServer server() {
        return AuthorizationServer.of(issuer()).fetching(Fetch.direct().timeout(Duration.ofSeconds(30)));
    }

    private String token() throws IOException {
        return new TokenEndpoint(server(), client(), InstantSource.system())
                .ask(
                        Map.of("grant_type", "client_credentials", "scope", "openid"),
                        Deadline.after(Duration.ofSeconds(30), Ticker.system()))
                .accessToken();
    }

    private static Response send(Filter filter, Request request, Handler next) throws IOException {
        return filter.handle(request, next);
    }

    private static Request request(String... fields) {
        return Request.of(
                Exchange.begin(Ticker.system()),
                "GET",
                "https",
                "shop.test",
                "/shop/cart",
                "a=b",
                Headers.of(fields),
                Body.empty());
    }

    private static Request bearing(String token) {
        return request("Authorization", "Bearer " + token);
    }

    @Test
    void itsTokensAreVerifiedByItsNameAlone() throws IOException {
        try (Issuer issuer = Issuer.of(issuer()).audience(AUDIENCE)) {
            Request request = bearing(token());
            assertThat(send(Jwt.issuedBy(issuer), request, inner -> Response.ok(""))
                            .status())
                    .isEqualTo(200);
            assertThat(request.exchange().caller().principal()).isNotEmpty();
            assertThat(request.exchange().caller().issuer()).isEqualTo(issuer());
            String token = token();
            String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
            assertThat(send(Jwt.issuedBy(issuer), bearing(forged), inner -> Response.ok(""))
                            .status())
                    .isEqualTo(401);
        }
        try (Issuer other = Issuer.of(issuer()).audience("somebody-else")) {
            assertThat(send(Jwt.issuedBy(other), bearing(token()), inner -> Response.ok(""))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void itIsAskedAboutTokens() throws IOException {
        Introspection filter =
                Introspection.at(server(), client()).audience(AUDIENCE).timeout(Duration.ofSeconds(20));
        Request request = bearing(token());
        assertThat(send(filter, request, inner -> Response.ok("")).status()).isEqualTo(200);
        assertThat(request.exchange().caller().principal()).isNotEmpty();
        assertThat(send(filter, bearing("made-up"), inner -> Response.ok("")).status())
                .isEqualTo(401);
    }

    @Test
    void itGivesUsATokenOfOurOwn() throws IOException {
        token(); // whatever is slow the first time
        List<String> sent = new ArrayList<>();
        Response response = send(ClientCredentials.of(server(), client()), request(), inner -> {
            sent.add(inner.header("Authorization"));
            return Response.ok("");
        });
        assertThat(response.rejection()).isNull();
        try (Issuer issuer = Issuer.of(issuer()).audience(AUDIENCE)) {
            assertThat(send(Jwt.issuedBy(issuer), request("Authorization", sent.get(0)), inner -> Response.ok(""))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void itExchangesTheTokenOfACaller() throws IOException {
        try (Issuer issuer = Issuer.of(issuer()).audience(AUDIENCE)) {
            Request request = bearing(token());
            List<String> sent = new ArrayList<>();
            Filter exchange = TokenExchange.at(server(), client());
            Response response = send(
                    Jwt.issuedBy(issuer),
                    request,
                    inner -> exchange.handle(inner, outgoing -> {
                        sent.add(outgoing.header("Authorization"));
                        return Response.ok("");
                    }));
            assertThat(response.status()).isEqualTo(200);
            Request again = request("Authorization", sent.get(0));
            assertThat(send(Jwt.issuedBy(issuer), again, inner -> Response.ok(""))
                            .status())
                    .isEqualTo(200);
            assertThat(again.exchange().caller().principal())
                    .isEqualTo(request.exchange().caller().principal());
        }
    }

    @Test
    void aPersonLogsInWithABrowser() throws Exception {
        try (Issuer issuer = Issuer.of(issuer()).audience(AUDIENCE);
                Login login = Login.at(issuer, client(), ORIGIN, "0123456789abcdef0123456789abcdef")) {
            Gateway gateway = Gateway.builder()
                    .route(
                            path("/shop/**"),
                            route -> route.use(login)
                                    .handle(inner -> Response.ok(
                                            String.valueOf(inner.exchange().get(SubjectToken.KEY) != null))))
                    .build();
            Response start = gateway.handle(request("Accept", "text/html"), inner -> Response.of(404));
            URI back = URI.create(logIn(start.headers().first("Location")));
            assertThat(back.toString()).startsWith(ORIGIN + "/login/callback?");
            Response end = gateway.handle(
                    Request.of(
                            Exchange.begin(Ticker.system()),
                            "GET",
                            "https",
                            "shop.test",
                            back.getRawPath(),
                            back.getRawQuery(),
                            Headers.of("Cookie", cookies(start)),
                            Body.empty()),
                    inner -> Response.of(404));
            assertThat(end.status()).isEqualTo(302);
            assertThat(end.headers().first("Location")).isEqualTo("/shop/cart?a=b");
            Response page = gateway.handle(request("Cookie", cookies(end)), inner -> Response.of(404));
            assertThat(page.status()).isEqualTo(200);
            assertThat(new String(page.body().open().readAllBytes())).isEqualTo("true");
        }
    }

    private static String cookies(Response response) {
        List<String> cookies = new ArrayList<>();
        for (String field : response.headers().all("Set-Cookie")) {
            if (!field.contains("Max-Age=0;")) {
                cookies.add(field.substring(0, field.indexOf(';')));
            }
        }
        return String.join("; ", cookies);
    }
}
