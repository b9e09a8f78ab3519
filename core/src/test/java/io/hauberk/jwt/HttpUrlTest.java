package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HttpUrlTest {
    @Test
    void whatIsTheSameHasOneForm() {
        for (String url : List.of(
                "https://shop.test/~a/b", "HTTPS://Shop.TEST:443/%7ea/b?x=y#z", "https://shop.test:/%7Ea/%62")) {
            assertThat(HttpUrl.normalised(url)).as(url).isEqualTo("https://shop.test/~a/b");
        }
        assertThat(HttpUrl.normalised("http://[::443]:80")).isEqualTo("http://[::443]/");
        assertThat(HttpUrl.normalised("http://a:8080/%2f")).isEqualTo("http://a:8080/%2F");
    }

    @Test
    void whatIsNoUrlOfOneHostHasNone() {
        for (String url : List.of(
                "",
                "shop.test/a",
                "ftp://shop.test/",
                "https:///a",
                "https://shop.test@evil.test/",
                "https://shop.test:80:443/",
                "https://shop.test:x/",
                "https://shop.test/%4",
                "https://shop.test/%zz")) {
            assertThat(HttpUrl.normalised(url)).as(url).isNull();
        }
    }
}
