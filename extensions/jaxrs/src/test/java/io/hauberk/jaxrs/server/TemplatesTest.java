package io.hauberk.jaxrs.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplatesTest {
    @Test
    void templatesBecomeRoutes() {
        assertThat(Templates.joined("", "/", null)).isEqualTo("/");
        assertThat(Templates.joined("/api", "orders", "{id}/lines")).isEqualTo("/api/orders/{id}/lines");
        assertThat(Templates.joined("/api", "/orders/", "/{id : [0-9]+}/")).isEqualTo("/api/orders/{id:[0-9]+}");
        assertThat(Templates.joined("", "a", "{order.id}")).isEqualTo("/a/{order_id}");
    }

    @Test
    void whatARouteCannotSayBecomesAllThatIsBelow() {
        assertThat(Templates.joined("/api", "files", "{path: .+}")).isEqualTo("/api/files/**");
        assertThat(Templates.joined("/api", "files", "{path: .+}/meta")).isEqualTo("/api/files/**");
        assertThat(Templates.joined("/api", "files", "{name}.{type}")).isEqualTo("/api/files/**");
        assertThat(Templates.joined("/api", "files", "{x: [^.]+}")).isEqualTo("/api/files/**");
        assertThat(Templates.joined("/api", "{id}", "{id}")).isEqualTo("/api/{id}/**");
    }
}
