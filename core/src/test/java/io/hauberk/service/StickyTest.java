package io.hauberk.service;

import static io.hauberk.service.FakeTransport.failing;
import static io.hauberk.service.FakeTransport.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StickyTest {
    private static final StickyCookie COOKIE = StickyCookie.named("shop");

    private final Bench bench = new Bench();
    private final FakeTransport transport = bench.transport;

    private static Service orders(StickyCookie cookie) {
        return Bench.orders(5).balance(Balancer.roundRobin().sticky(cookie)).retry(Retry.never());
    }

    private String cookieOf(ServiceHandler handler, Request request) throws IOException {
        Response response = handler.handle(request);
        Bench.finish(response);
        return response.headers().first("Set-Cookie");
    }

    private static String pair(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    @Test
    void whoComesBackWithTheCookieGoesToTheSameEndpoint() throws IOException {
        ServiceHandler handler = bench.only(orders(COOKIE));
        String cookie = cookieOf(handler, bench.request("GET"));
        assertThat(cookie).matches("shop=[A-Za-z0-9_-]{16}; Path=/; HttpOnly; SameSite=Lax");
        int port = transport.last().port();
        for (int i = 0; i < 20; i++) {
            Request again = bench.request("GET", "Cookie", "a=b; " + pair(cookie));
            assertThat(cookieOf(handler, again)).as("it has it already").isNull();
            assertThat(transport.last().port()).isEqualTo(port);
            assertThat(again.exchange().decisions().toString()).contains("as its cookie says of 5");
        }
    }

    @Test
    void whoComesWithoutIsSharedOutByTheOtherRule() throws IOException {
        ServiceHandler handler = bench.only(orders(COOKIE));
        Set<String> cookies = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            cookies.add(cookieOf(handler, bench.request("GET", "Cookie", "shop=madeup")));
        }
        assertThat(cookies).hasSize(5);
        assertThat(new HashSet<>(transport.ports())).hasSize(5);
    }

    @Test
    void anotherGatewayUnderstandsTheCookie() throws IOException {
        String cookie = cookieOf(bench.only(orders(COOKIE)), bench.request("GET"));
        int port = transport.last().port();
        Bench other = new Bench();
        other.get(other.only(orders(COOKIE)));
        other.status(other.only(orders(COOKIE)), other.request("GET", "Cookie", pair(cookie)));
        assertThat(other.transport.last().port()).isEqualTo(port);
    }

    @Test
    void aSecretChangesTheValues() throws IOException {
        String plain = cookieOf(bench.only(orders(COOKIE)), bench.request("GET"));
        Bench other = new Bench();
        Set<String> keyed = new HashSet<>();
        ServiceHandler handler = other.only(orders(COOKIE.key("secret")));
        for (int i = 0; i < 5; i++) {
            Response response = handler.handle(other.request("GET"));
            Bench.finish(response);
            keyed.add(response.headers().first("Set-Cookie"));
        }
        assertThat(keyed).hasSize(5).doesNotContain(plain);
    }

    @Test
    void whereTheEndpointWillNotDoTheCookieLeadsToAnother() throws IOException {
        ServiceHandler handler = bench.only(
                orders(COOKIE).retry(Retry.idempotent().budget(1, 1000)).outlierDetection(OutlierDetection.off()));
        String cookie = cookieOf(handler, bench.request("GET"));
        int port = transport.last().port();
        transport.at(port, failing(Failure.CONNECT));
        String next = cookieOf(handler, bench.request("GET", "Cookie", pair(cookie)));
        assertThat(next).isNotNull().isNotEqualTo(cookie);
        assertThat(transport.last().port()).isNotEqualTo(port);
        int second = transport.last().port();
        cookieOf(handler, bench.request("GET", "Cookie", pair(next)));
        assertThat(transport.last().port()).isEqualTo(second);
    }

    @Test
    void whoIsAboutToLeaveKeepsNobody() throws IOException {
        String cookie = cookieOf(bench.only(orders(COOKIE)), bench.request("GET"));
        int port = transport.last().port();
        ServiceHandler handler = bench.only(orders(COOKIE)
                .endpoints(Bench.endpoints(5).stream()
                        .map(e -> e.leaving(e.port() == port))
                        .toList()));
        assertThat(cookieOf(handler, bench.request("GET", "Cookie", pair(cookie))))
                .isNotNull();
        assertThat(transport.last().port()).isNotEqualTo(port);
    }

    @Test
    void aFailureIsNotWhereOneComesBackTo() throws IOException {
        ServiceHandler handler = bench.only(orders(COOKIE));
        transport.all(status(500));
        assertThat(cookieOf(handler, bench.request("GET"))).isNull();
        transport.all(status(404));
        assertThat(cookieOf(handler, bench.request("GET"))).isNotNull();
    }

    @Test
    void whoComesByCookieCountsWhereOthersAreBoundByTheirShare() throws IOException {
        ServiceHandler handler = bench.only(Bench.orders(10)
                .balance(Balancer.ringHash(HashKey.header("x-user")).sticky(COOKIE))
                .retry(Retry.never()));
        Map<Integer, String> cookies = new TreeMap<>();
        List<Integer> homes = new ArrayList<>();
        for (int user = 0; user < 200; user++) {
            String cookie = cookieOf(handler, bench.request("GET", "x-user", "user-" + user));
            homes.add(transport.last().port());
            cookies.put(transport.last().port(), pair(cookie));
        }
        assertThat(cookies).hasSize(10);
        for (String cookie : cookies.values()) {
            for (int i = 0; i < 4; i++) {
                handler.handle(bench.request("GET", "Cookie", cookie));
            }
        }
        for (int user = 0; user < 20; user++) {
            bench.status(handler, bench.request("GET", "x-user", "user-" + user));
            assertThat(transport.last().port()).as("user-%s", user).isEqualTo(homes.get(user));
        }
    }

    @Test
    void cookiesOfTheEndpointStayBesideOurs() throws IOException {
        ServiceHandler handler = bench.only(orders(COOKIE));
        transport.all(status(200, "Set-Cookie", "session=1"));
        Response response = handler.handle(bench.request("GET"));
        Bench.finish(response);
        assertThat(response.headers().all("Set-Cookie")).hasSize(2).contains("session=1");
    }

    @Test
    void itsAttributesAreAsAskedFor() {
        assertThat(COOKIE.ttl(Duration.ofHours(1)).path("/shop").secure().field("v", false))
                .isEqualTo("shop=v; Path=/shop; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
        assertThat(COOKIE.field("v", true)).contains("; Secure;");
        assertThat(COOKIE.sameSite(StickyCookie.SameSite.NONE).field("v", false))
                .isEqualTo("shop=v; Path=/; Secure; HttpOnly; SameSite=None");
        assertThat(COOKIE.key("hidden")).hasToString("shop");
        for (String bad : List.of("", "a b", "a;b", "a=b", "ä")) {
            assertThatThrownBy(() -> StickyCookie.named(bad)).hasMessageContaining("cannot name a cookie");
        }
        assertThatThrownBy(() -> COOKIE.path("/; Domain=evil")).hasMessageContaining("no path");
        assertThatThrownBy(() -> COOKIE.ttl(Duration.ZERO)).hasMessageContaining("1 s");
    }
}
