package io.hauberk.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByTest {
    private static final Caller NOBODY = Caller.unknown();
    private static final Caller AT_HOME = NOBODY.withAddress("192.0.2.1");

    @Test
    void hashesAsSipHash13DoesElsewhere() {
        // From CPython's hash() of the UTF-16LE bytes under the key zero.
        assertThat(SipHash.of(0, 0, "a")).isEqualTo(-7264007431688190766L);
        assertThat(SipHash.of(0, 0, "abcd")).isEqualTo(-3836721697479483590L);
        assertThat(SipHash.of(0, 0, "alice@example.com")).isEqualTo(-4483640825239784967L);
        assertThat(SipHash.of(0, 0, 'a' | 'b' << 16 | (long) 'c' << 32 | (long) 'd' << 48))
                .isEqualTo(-3836721697479483590L);
        assertThat(SipHash.of(1, 0, "abcd")).isNotEqualTo(SipHash.of(0, 1, "abcd"));
    }

    @Test
    void byDefaultTheConsumerCountsElseThePrincipalElseTheAddress() {
        Caller principal = AT_HOME.withPrincipal("ada", "corp");
        Caller consumer = principal.withConsumer("acme", Set.of());
        assertThat(By.caller().basis(by(consumer))).isEqualTo("consumer");
        assertThat(By.caller().basis(by(principal))).isEqualTo("principal (no consumer)");
        assertThat(By.caller().basis(by(AT_HOME))).isEqualTo("address (no consumer, no principal)");
        assertThat(hash(By.caller(), consumer))
                .isEqualTo(
                        hash(By.caller(), consumer.withPrincipal("bob", "corp").withAddress("192.0.2.9")));
    }

    @Test
    void aMissingPartCountsByAddressAndNeverTogetherWithOthers() {
        By by = By.principal();
        assertThat(hash(by, AT_HOME)).isNotEqualTo(hash(by, NOBODY.withAddress("192.0.2.2")));
        assertThat(hash(by, AT_HOME)).isNotEqualTo(hash(by, AT_HOME.withPrincipal("192.0.2.1", null)));
        assertThat(by.basis(by(NOBODY))).isEqualTo("nobody in particular (no principal, no address)");
    }

    @Test
    void aPrincipalIsAnotherOneUnderAnotherIssuer() {
        assertThat(hash(By.principal(), NOBODY.withPrincipal("1", "a")))
                .isNotEqualTo(hash(By.principal(), NOBODY.withPrincipal("1", "b")));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:3:4:5:6",
        "2001:db8::1, 2001:db8:0:0:ffff::9",
        "2001:db8::1, 2001:0db8:0000:0000:0001:0002:0003:0004",
        "2001:DB8::1, 2001:db8::2%eth0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:c000:201, 192.0.2.1",
        "0:0:0:0:0:0:0:1, ::1",
        "1::2:3:4:5:6:7, 1:0:2:3:9:9:9:9",
        "fe80::1, fe80::2"
    })
    void addressesOfOneNetworkAreOneCaller(String one, String other) {
        assertThat(hash(By.address(), NOBODY.withAddress(one)))
                .isEqualTo(hash(By.address(), NOBODY.withAddress(other)));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "192.0.2.1, 192.0.2.2",
        "::1, 1::",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2",
        "unknown, hidden",
        "12345::1, 2345::1",
        "2001:db8::xyz:1:2:3:4:5, 2001:db8::"
    })
    void addressesOfDifferentNetworksAreDifferentCallers(String one, String other) {
        assertThat(hash(By.address(), NOBODY.withAddress(one)))
                .isNotEqualTo(hash(By.address(), NOBODY.withAddress(other)));
    }

    @Test
    void theBordersOfPartsCannotBeShifted() {
        By by = By.all(By.header("a"), By.header("b"));
        assertThat(by.hash(with("a", "xy", "b", "z"))).isNotEqualTo(by.hash(with("a", "x", "b", "yz")));
        assertThat(by.hash(with("a", "x", "b", "y"))).isNotEqualTo(by.hash(with("a", "y", "b", "x")));
        assertThat(by.hash(with("A", "x", "B", "y"))).isEqualTo(by.hash(with("b", "y", "a", "x")));
        assertThat(by.basis(with("a", "x"))).isEqualTo("header a and nobody in particular (no header b, no address)");
    }

    @Test
    void aRepeatedHeaderCountsAsMissing() {
        By by = By.header("x-tenant");
        assertThat(by.hash(with("x-tenant", "a", "x-tenant", "b"))).isEqualTo(by.hash(with()));
        assertThat(by.hash(with("x-tenant", ""))).isEqualTo(by.hash(with()));
    }

    @Test
    void claimsMayBeNestedAndNeedNotBeText() {
        Caller caller = NOBODY.withClaims(Map.of("org", Map.of("id", 7), "a.b", "flat", "list", List.of("x")));
        assertThat(By.claim("org.id").basis(by(caller))).isEqualTo("claim org.id");
        assertThat(By.claim("a.b").basis(by(caller))).isEqualTo("claim a.b");
        assertThat(By.claim("list").basis(by(caller))).isEqualTo("claim list");
        assertThat(By.claim("org.name").basis(by(caller))).startsWith("nobody");
        assertThat(By.claim("list.x").basis(by(caller))).startsWith("nobody");
    }

    @Test
    void aClaimOfMixedNameIsTheOneThatCallersTell() {
        Caller caller = NOBODY.withClaims(Map.of(
                "https://acme.test/org", Map.of("id", 7),
                "a", Map.of("b.c", Map.of("d", "deep"))));
        for (String name : List.of("https://acme.test/org.id", "a.b.c.d")) {
            assertThat(caller.claim(name)).isNotNull();
            assertThat(By.claim(name).basis(by(caller))).isEqualTo("claim " + name);
        }
    }

    @Test
    void theRouteAndEveryoneAreKeysToo() {
        Request request = by(AT_HOME);
        request.exchange().matched("orders");
        assertThat(By.route().basis(request)).isEqualTo("route");
        assertThat(hash(By.everyone(), AT_HOME)).isEqualTo(hash(By.everyone(), NOBODY));
        assertThat(By.everyone().basis(request)).isEqualTo("everyone");
    }

    @Test
    void aKeyHasOneToSixParts() {
        assertThatThrownBy(By::all).hasMessageContaining("has 0");
        By seven = By.route();
        assertThatThrownBy(() -> By.all(seven, seven, seven, seven, seven, seven, seven))
                .hasMessageContaining("has 7");
    }

    private static long hash(By by, Caller caller) {
        return by.hash(by(caller));
    }

    private static Request by(Caller caller) {
        return request(caller, Headers.empty());
    }

    private static Request with(String... headers) {
        return request(NOBODY, Headers.of(headers));
    }

    private static Request request(Caller caller, Headers headers) {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(caller);
        return Request.of(exchange, "GET", "http", "localhost", "/", null, headers, Body.empty());
    }
}
