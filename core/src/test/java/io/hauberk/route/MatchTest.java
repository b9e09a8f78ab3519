package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTest {
    @Test
    void allPartsMustFit() {
        Match match = Match.get("/orders/{id}")
                .method("POST")
                .hosts("shop.example.com", "*.shop.example.com")
                .header("X-Version", "2")
                .query("color", "b*");
        Request request = Request.get("/orders/7?color=blue")
                .withAuthority("https", "EU.shop.example.com:443")
                .withHeaders(Headers.of("x-version", "2"));

        assertThat(match.matches(request)).isTrue();
        assertThat(match.matches(request.withMethod("POST"))).isTrue();
        assertThat(match.matches(request.withMethod("HEAD"))).isFalse();
        assertThat(match.matches(request.withPath("/orders"))).isFalse();
        assertThat(match.matches(request.withAuthority("https", "example.com"))).isFalse();
        assertThat(match.matches(request.withHeaders(Headers.empty()))).isFalse();
        assertThat(match.matches(request.withQuery("color=red"))).isFalse();
    }

    @Test
    void itCanBeRead() {
        assertThat(Match.any()).hasToString("/**");
        assertThat(Match.get("/a")
                        .method("POST")
                        .host("a.b")
                        .header("X", "1")
                        .query("q", "*")
                        .query("r", "2"))
                .hasToString("GET|POST a.b/a?q=*&r=2 x: 1");
    }

    @Test
    void itIsReadFromAFile() {
        Match match = Yaml.read(
                "{ hosts: [shop.example.com, '*.shop.example.com'], path: '/orders/**', methods: [GET, POST],"
                        + " headers: { x-version: '2' }, query: { color: blue } }",
                Match::from);

        assertThat(match).hasToString("GET|POST shop.example.com|*.shop.example.com/orders/**?color=blue x-version: 2");
        assertThat(Yaml.read("{ }", Match::from)).hasToString("/**");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ path: orders }|does not begin with a slash",
                "{ methods: [get] }|Write GET",
                "{ methods: ['GE T'] }|is not a method",
                "{ hosts: ['https://a.example.com'] }|is not a host",
                "{ hosts: ['a.example.com:8080'] }|is not a host",
                "{ hosts: ['a.*.com'] }|is not a host",
                "{ hosts: ['*'] }|is not a host",
                "{ headers: { x-a: 'a*b' } }|has a star where none may be",
                "{ headers: { 'x a': '1' } }|is not a header name",
                "{ headers: { x-a: '1', X-A: '2' } }|asks twice",
                "{ query: { q: '**' } }|has a star where none may be",
                "{ pathh: /a }|path",
            })
    void faultsInAFileAreSentences(String yaml, String reason) {
        assertThat(Yaml.faults(yaml, Match::from)).singleElement().asString().contains(reason);
    }

    @Test
    void allFaultsOfAFileAreToldAtOnce() {
        assertThat(Yaml.faults("{ path: a, methods: [get, put], query: { q: 'a*b' } }", Match::from))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example.com",
                "A.Example.COM",
                "localhost",
                "10.0.0.1",
                "[::1]",
                "a_b.example",
                "a.example.com."
            })
    void hostsAreNamesOrAddresses(String host) {
        Request request = Request.get("/").withAuthority("http", host + ":81");

        assertThat(Match.any().host(host).matches(request)).isTrue();
    }

    @Test
    void aNameMustBeThere() {
        assertThatThrownBy(() -> Match.any().query("", "1")).hasMessageContaining("needs a name");
    }
}
