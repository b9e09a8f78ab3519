package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.redis.Location.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @Test
    void aUrlNamesHostPortDatabaseUserAndPassword() {
        Location location = Location.parse("rediss://shop:p%40ss+w@redis.shop:7000/3");
        assertThat(location.tls()).isTrue();
        assertThat(location.nodes()).containsExactly(new Node("redis.shop", 7000));
        assertThat(location.database()).isEqualTo(3);
        assertThat(location.user()).isEqualTo("shop");
        assertThat(location.password()).isEqualTo("p@ss+w");
        assertThat(location.toString()).isEqualTo("rediss://redis.shop:7000/3");
    }

    @Test
    void whatIsLeftOutHasTheUsualValue() {
        assertThat(Location.parse("redis://localhost").nodes()).containsExactly(new Node("localhost", 6379));
        assertThat(Location.parse("redis://:secret@[::1]:1").nodes()).containsExactly(new Node("::1", 1));
        assertThat(Location.parse("redis://:secret@[::1]:1").user()).isNull();
        assertThat(Location.parse("redis-sentinel://a,b:1#shop").nodes())
                .containsExactly(new Node("a", 26379), new Node("b", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://localhost",
                "redis://",
                "redis://:se#cret@localhost",
                "redis://:se/cret",
                "redis://a,b",
                "redis://localhost:0",
                "redis://localhost:70000",
                "redis://localhost:se",
                "redis://localhost/se",
                "redis://localhost/99999999",
                "redis://localhost?secret=1",
                "redis://localhost#secret",
                "redis://:%se@localhost",
                "redis-sentinel://localhost",
                "redis-cluster://localhost/1",
                "redis://[::1"
            })
    void whatIsNoneIsRefusedWithoutShowingAnyOfIt(String url) {
        assertThatThrownBy(() -> Location.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The URL of ")
                .message()
                .doesNotContain("secret", "cret", "99999999", "70000");
    }
}
