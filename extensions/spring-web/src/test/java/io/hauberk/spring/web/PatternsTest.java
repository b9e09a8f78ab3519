package io.hauberk.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatternsTest {
    @Test
    void patternsBecomeRoutes() {
        assertThat(Patterns.routes("", "/")).containsExactly("/");
        assertThat(Patterns.routes("/app", "/orders/{id}")).containsExactly("/app/orders/{id}", "/app/orders/{id}/");
        assertThat(Patterns.routes("", "/orders/{id:[0-9]+}")).contains("/orders/{id:[0-9]+}");
        assertThat(Patterns.routes("", "/a/*/b/*")).contains("/a/{star0}/b/{star1}");
    }

    @Test
    void whatARouteCannotSayBecomesAllThatIsBelow() {
        assertThat(Patterns.routes("", "/files/{*path}")).containsExactly("/files/**");
        assertThat(Patterns.routes("", "/files/**/meta")).containsExactly("/files/**");
        assertThat(Patterns.routes("", "/files/*.txt")).containsExactly("/files/**");
        assertThat(Patterns.routes("", "/files/{name}.{type}")).containsExactly("/files/**");
    }
}
