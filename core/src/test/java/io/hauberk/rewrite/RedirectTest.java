package io.hauberk.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.config.Yaml;
import io.hauberk.route.Match;
import io.hauberk.route.Route;
import io.hauberk.route.Router;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    @Test
    void keepsWhatIsNotGiven() {
        assertThat(to(Redirect.toScheme("https"), "http", "shop.example", "/a?b=c"))
                .isEqualTo("https://shop.example/a?b=c");
        assertThat(to(Redirect.toHost("new.example"), "https", "old.example", "/a"))
                .isEqualTo("https://new.example/a");
        assertThat(to(Redirect.toPath("/new"), "http", "shop.example", "/a?b")).isEqualTo("/new?b");
    }

    @ParameterizedTest
    @CsvSource({
        // scheme, port, request scheme, request authority, expected
        ", , http, a:8080, http://new:8080/",
        ", , http, a:80, http://new/",
        ", , https, a:443, https://new/",
        ", , https, a:80, https://new:80/",
        "https, , http, a:8080, https://new/",
        "https, 8443, http, a:8080, https://new:8443/",
        "https, 443, http, a, https://new/",
        ", 80, http, a:8080, http://new/",
        ", 80, https, a, https://new:80/",
        "http, , https, '[::1]:8443', http://new/",
    })
    void thePortFollowsTheScheme(String scheme, Integer port, String from, String authority, String expected) {
        Redirect redirect = Redirect.toHost("new");
        redirect = scheme == null ? redirect : redirect.scheme(scheme);
        redirect = port == null ? redirect : redirect.port(port);

        assertThat(to(redirect, from, authority, "/")).isEqualTo(expected);
    }

    @Test
    void keepsIpv6Addresses() {
        assertThat(to(Redirect.toScheme("https"), "http", "[2001:db8::1]:8080", "/"))
                .isEqualTo("https://[2001:db8::1]/");
        assertThat(to(Redirect.toHost("[::1]").port(8443), "http", "a", "/")).isEqualTo("http://[::1]:8443/");
    }

    @Test
    void replacesThePrefixOfTheMatchThatWon() {
        Request request = request("http", "shop", "/old/x?y");
        Router<String> router = Router.of(List.of(Route.of("a", List.of(Match.path("/old/**")), "")));
        request.exchange().put(Router.FOUND, router.find(request));

        assertThat(location(Redirect.toPrefix("/new").handle(request))).isEqualTo("/new/x?y");
    }

    @Test
    void hasTheStatusThatIsAskedFor() {
        assertThat(Redirect.toPath("/a").handle(request("http", "a", "/")).status())
                .isEqualTo(302);
        assertThat(Redirect.toPath("/a")
                        .status(308)
                        .handle(request("http", "a", "/"))
                        .status())
                .isEqualTo(308);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redirect.toPath("/a").status(304));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/x", "/\\evil.example", "///evil.example"})
    void aPathCannotNameAHost(String path) {
        String location = to(Redirect.toPrefix(""), "http", "shop", path);

        assertThat(location).startsWith("/").doesNotStartWith("//").doesNotStartWith("/\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@evil", "evil/x?", "a b", "a\r\nX: y", "", "[::1", "a:1x", "a:999999", "a#b"})
    void anAuthorityThatIsNoneIsRefused(String authority) {
        Response response = Redirect.toScheme("https").handle(request("http", authority, "/"));
        boolean portIsDropped = authority.startsWith("a:");

        assertThat(response.status()).isEqualTo(portIsDropped ? 302 : 400);
        Response kept = Redirect.toPath("/x").port(81).handle(request("http", authority, "/"));
        assertThat(kept.headers().all("Location")).noneMatch(l -> l.contains("evil"));
    }

    @Test
    void anOddPortIsNotRepeated() {
        assertThat(Redirect.toHost("new").handle(request("http", "a:1x", "/")).status())
                .isEqualTo(400);
    }

    @Test
    void encodesWhatMayNotStandInALocation() {
        assertThat(to(Redirect.toHost("new"), "http", "a", "/a b\"<é>%2f%zz{}?q='\r\nx=%&é"))
                .isEqualTo("http://new/a%20b%22%3C%C3%A9%3E%2f%25zz%7B%7D?q='%0D%0Ax=%25&%C3%A9");
    }

    @Test
    void refusesPartsThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Redirect.toScheme("javascript"));
        assertThatIllegalArgumentException().isThrownBy(() -> Redirect.toHost("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Redirect.toHost("a:80"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redirect.toHost("a").port(0));
    }

    @Test
    void isReadFromYaml() {
        Redirect redirect = Yaml.read(
                "{ scheme: https, host: shop.example.com, port: 8443, prefix: /new, status: 301 }", Redirect::from);

        assertThat(redirect)
                .hasToString("redirect(301 scheme https host shop.example.com port 8443 matched prefix to /new)");
    }

    @Test
    void everyFaultInYamlIsASentence() {
        assertThat(Yaml.faults("{}", Redirect::from)).singleElement().asString().contains("leads nowhere else");
        assertThat(Yaml.faults("status: 301", Redirect::from)).hasSize(1);
        assertThat(Yaml.faults(
                        "scheme: ftp\nhost: a b\nport: 70000\nstatus: 200\nprefix: /a\npath: /b", Redirect::from))
                .hasSize(5);
    }

    private static String to(Redirect redirect, String scheme, String authority, String target) {
        return location(redirect.handle(request(scheme, authority, target)));
    }

    private static String location(Response response) {
        return response.headers().first("Location");
    }

    private static Request request(String scheme, String authority, String target) {
        int mark = target.indexOf('?');
        return Request.of(
                Exchange.begin(Ticker.system()),
                "GET",
                scheme,
                authority,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                Headers.empty(),
                Body.empty());
    }
}
