package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.ThrowawayAuthority;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    private static final String ALL = LOWER + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://shop/a",
                "spiffe://shop.example.com/ns/prod/sa/orders",
                "spiffe://a_b-c.d/...",
                "spiffe://1/A/b/..c/d..",
                "spiffe://..-_/_"
            })
    void whatTheGrammarAllowsIsAnId(String id) {
        assertThat(SpiffeId.fault(id)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe",
                "spiffe:/",
                "spiffe://",
                "spiffe:///a",
                "spiffe://shop",
                "spiffe://shop/",
                "spiffe://shop/a/",
                "spiffe://shop//a",
                "spiffe://shop/a//b",
                "spiffe://shop/.",
                "spiffe://shop/a/../b",
                "spiffe://shop/./a",
                "SPIFFE://shop/a",
                "Spiffe://shop/a",
                "spiffe://Shop/a",
                "spiffe://sho p/a",
                "spiffe://shop:443/a",
                "spiffe://user@shop/a",
                "spiffe://user:password@shop/a",
                "spiffe://[::1]/a",
                "spiffe://shop/a?b=c",
                "spiffe://shop/a?",
                "spiffe://shop/a#b",
                "spiffe://shop/a#",
                "spiffe://shop?a/b",
                "spiffe://shop/%61",
                "spiffe://shop/a%2fb",
                "spiffe://sh%6fp/a",
                "spiffe://shop/a\\b",
                "spiffe://shop/a~b",
                "spiffe://shop/a:b",
                "spiffe://shop/a*",
                "spiffe://shop/a\u0000",
                "spiffe://shop/a\n",
                "\nspiffe://shop/a",
                " spiffe://shop/a",
                "spiffe://shop/a ",
                "spiffe://shop/\u00e9",
                "spiffe://shop/\u0430dmin",
                "spiffe://sh\u043ep/a",
                "spiffe://shop\u3002test/a",
                "spiffe://shop/a\u200b",
                "https://shop/a",
                "shop/a"
            })
    void whatItDoesNotAllowIsNone(String id) {
        assertThat(SpiffeId.fault(id)).isNotNull().doesNotContain("\n").doesNotContain("\u0000");
        assertThatThrownBy(() -> SpiffeId.trustDomain(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lengthsAreLimitedInBytes() {
        String domain = "d".repeat(255);
        assertThat(SpiffeId.fault("spiffe://" + domain + "/a")).isNull();
        assertThat(SpiffeId.fault("spiffe://d" + domain + "/a")).contains("at most 255");
        assertThat(SpiffeId.domainFault(domain)).isNull();
        assertThat(SpiffeId.domainFault(domain + "d")).isNotNull();
        String longest = "spiffe://shop/" + "a".repeat(2048 - "spiffe://shop/".length());
        assertThat(SpiffeId.fault(longest)).isNull();
        assertThat(SpiffeId.fault(longest + "a")).isEqualTo("A SPIFFE ID has at most 2048 bytes.");
        assertThat(SpiffeId.fault("x".repeat(1_000_000)).length()).isLessThan(500);
    }

    @Property(tries = 500)
    void whateverIsComposedByTheGrammarIsAnIdAndSaysItsDomain(@ForAll("ids") List<String> id) {
        String text = "spiffe://" + id.get(0) + "/" + id.get(1);
        assertThat(SpiffeId.fault(text)).isNull();
        assertThat(SpiffeId.trustDomain(text)).isEqualTo(id.get(0));
    }

    @Provide
    Arbitrary<List<String>> ids() {
        Arbitrary<String> domains = Arbitraries.strings()
                .withChars(LOWER.toCharArray())
                .ofMinLength(1)
                .ofMaxLength(40);
        Arbitrary<String> paths = Arbitraries.strings()
                .withChars(ALL.toCharArray())
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(element -> !element.equals(".") && !element.equals(".."))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(elements -> String.join("/", elements));
        return Combinators.combine(domains, paths).as(List::of);
    }

    @Property(tries = 2000)
    void theVerdictIsThatOfAnExpressionOfTheWholeGrammar(@ForAll("nearly") String text) {
        boolean oracle = text.matches("spiffe://[a-z0-9._-]{1,255}(/(?!\\.{1,2}(/|\\z))[a-zA-Z0-9._-]+)+")
                && text.length() <= 2048;
        assertThat(SpiffeId.fault(text) == null).as(text).isEqualTo(oracle);
    }

    /** Texts that are a character or two away from being one. */
    @Provide
    Arbitrary<String> nearly() {
        Arbitrary<String> pieces = Arbitraries.of(
                "spiffe://",
                "shop",
                "/",
                "a",
                ".",
                "..",
                "A",
                "-",
                "_",
                "%",
                "?",
                "#",
                ":",
                "@",
                "\u00e9",
                "//",
                "\u0000",
                "*");
        Arbitrary<String> tails = pieces.list().ofMaxSize(8).map(all -> String.join("", all));
        return Arbitraries.oneOf(
                tails.map(tail -> "spiffe://s/a" + tail), tails.map(tail -> "spiffe://s" + tail), tails);
    }

    @Test
    void aCertificateHasExactlyOne() {
        assertThat(SpiffeId.of(AUTHORITY
                        .issue("spiffe://shop/a", "orders", "127.0.0.1")
                        .certificate()))
                .isEqualTo("spiffe://shop/a");
        assertThat(SpiffeId.of(AUTHORITY.issue("orders").certificate())).isNull();
        assertThat(SpiffeId.of(
                        AUTHORITY.issue("spiffe://shop/a", "spiffe://shop/b").certificate()))
                .isNull();
        assertThat(SpiffeId.of(
                        AUTHORITY.issue("spiffe://shop/a", "spiffe://shop/a").certificate()))
                .isNull();
        assertThat(SpiffeId.of(
                        AUTHORITY.issue("https://shop/a", "spiffe://shop/a").certificate()))
                .isNull();
        assertThat(SpiffeId.of(AUTHORITY.issue("spiffe://shop/a/").certificate()))
                .isNull();
        assertThat(SpiffeId.of(AUTHORITY.certificate())).isNull();
    }
}
