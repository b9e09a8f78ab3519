package io.hauberk.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Authentication;
import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.fetch.PatientFetch;
import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.ThrowawayIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginFilterTest {
    private final ThrowawayIssuer id = ThrowawayIssuer.start();
    private final Issuer issuer = Issuer.of(id.url()).fetching(PatientFetch.handler());
    private final Login login = Login.at(
            issuer,
            OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET),
            "https://shop.test",
            "0123456789abcdef0123456789abcdef");

    LoginFilterTest() throws IOException {}

    @AfterEach
    void stop() {
        login.close();
        issuer.close();
        id.close();
    }

    private static Request get(String path, String... fields) {
        int mark = path.indexOf('?');
        return Request.of(
                Exchange.begin(Ticker.system()),
                "GET",
                "https",
                "shop.test",
                mark < 0 ? path : path.substring(0, mark),
                mark < 0 ? null : path.substring(mark + 1),
                Headers.of(fields),
                Body.empty());
    }

    private static String cookies(Handled handled) {
        return handled.response().headers().all("Set-Cookie").stream()
                .map(field -> field.substring(0, field.indexOf(';')))
                .collect(Collectors.joining("; "));
    }

    /** The answer to the callback of a login that began at a path. */
    private Handled logIn(String path) throws Exception {
        Handled begun = FilterTest.of(login).handle(get(path, "Accept", "text/html"));
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(begun.header("Location")))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
        return FilterTest.of(login).handle(get(back.getRawPath() + '?' + back.getRawQuery(), "Cookie", cookies(begun)));
    }

    @Test
    void whereverALoginBeganItEndsHere() throws Exception {
        assertThat(logIn("/cart?a=b").header("Location")).isEqualTo("/cart?a=b");
        for (String elsewhere : List.of("//evil.test/", "/\\evil.test/", "/" + "x".repeat(3000))) {
            assertThat(logIn(elsewhere).header("Location")).as(elsewhere).isEqualTo("/");
        }
    }

    @Test
    void aSessionOfSomebodyElseIsNoMissingOne() throws Exception {
        String session = cookies(logIn("/"));
        Filter any = Authentication.anyOf(login, Authentication.anonymous());
        Request request = get("/", "Cookie", session);
        request.exchange().attach(Caller.unknown().withPrincipal("bob", id.url()));
        Handled handled = FilterTest.of(any).handle(request);
        assertThat(handled.status()).as("wrong credentials are not ignored").isEqualTo(401);
        assertThat(FilterTest.of(any).handle(get("/")).status()).isEqualTo(200);
    }

    @Test
    void whoLogsOutWaitsForNoRevocationAndIsLoggedOutWhateverComesOfIt() throws Exception {
        List<Runnable> later = new ArrayList<>();
        Login slow = login.background((delay, task) -> {
            later.add(task);
            return () -> {};
        });
        String session = cookies(logIn("/"));
        Handled bye = FilterTest.of(slow).handle(get("/logout", "Cookie", session));
        assertThat(bye.status()).isEqualTo(302);
        assertThat(later).hasSize(1);
        assertThat(id.asked("/revoke")).isZero();
        id.down(true);
        later.get(0).run();
        assertThat(id.asked("/revoke")).as("tried once, and that is all").isEqualTo(1);
        id.down(false);
        for (int i = 0; i < 100; i++) {
            assertThat(FilterTest.of(slow)
                            .handle(get("/logout", "Cookie", session))
                            .status())
                    .isEqualTo(302);
        }
        assertThat(later).as("who ends a session again and again").hasSize(33);
        later.subList(1, 33).forEach(Runnable::run);
        assertThat(id.awaitRevocation(Duration.ofSeconds(1))).isNotNull();
        assertThat(FilterTest.of(slow).handle(get("/logout")).status()).isEqualTo(302);
        assertThat(later).as("without a session there is nothing to revoke").hasSize(33);
        slow.close();
    }

    @Test
    void messagesNameTheCulpritAndTheCure() {
        assertThatThrownBy(() -> login.paths("/login", "/login", "/")).hasMessageContaining("paths of their own");
        assertThatThrownBy(() -> login.paths("/login", "//evil.test", "/"))
                .hasMessageContaining("Begin with one slash");
    }
}
