package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser comes back to the instance that it was sent to first. */
class StickyServeTest {
    @TempDir
    Path folder;

    @Test
    void theGatewaySetsACookieAndGoesByIt() throws Exception {
        try (Upstream one = Upstream.echo("one");
                Upstream two = Upstream.echo("two");
                Upstream three = Upstream.echo("three")) {
            Path file =
                    Files.writeString(folder.resolve("hauberk.yaml"), """
                    hauberk: 1
                    server: { port: 0, address: 127.0.0.1 }
                    routes: [ { name: shop, match: [ { path: "/**" } ], to: shop } ]
                    services:
                      shop:
                        connectTimeout: 20s
                        endpoints: [ "%s", "%s", "%s" ]
                        balance: { sticky: { cookie: shop, ttl: 1h, secret: s, balance: roundRobin } }
                    """.formatted(one.url(), two.url(), three.url()));
            try (Running gateway = Running.serve(file)) {
                Running.Answer first = gateway.get("/a");
                String cookie = first.head().header("Set-Cookie");
                assertThat(cookie).matches("shop=[A-Za-z0-9_-]{16}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
                String pair = cookie.substring(0, cookie.indexOf(';'));
                Set<String> instances = new HashSet<>();
                for (int i = 0; i < 9; i++) {
                    Running.Answer next = gateway.get("/a", "Cookie", pair);
                    assertThat(next.head().header("x-instance"))
                            .isEqualTo(first.head().header("x-instance"));
                    assertThat(next.head().header("Set-Cookie")).isNull();
                    instances.add(gateway.get("/a").head().header("x-instance"));
                }
                assertThat(instances).hasSize(3);
            }
        }
    }
}
