package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Exchange;
import io.hauberk.RejectedException;
import io.hauberk.Sleeper;
import io.hauberk.Ticker;
import io.hauberk.config.Hauberk;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several real servers gets the calls, as YAML says. */
class BalancingTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Mesh mesh;

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    /** A client of the service {@code orders}: what YAML says of it, {@code %s} being the URL of one server after another. */
    private OkHttpClient client(String orders, RawServer... servers) throws IOException {
        Object[] urls = new Object[servers.length];
        for (int i = 0; i < servers.length; i++) {
            urls[i] = "http://127.0.0.1:" + servers[i].port();
        }
        Path file = folder.resolve("hauberk.yaml");
        Files.writeString(
                file, "hauberk: 1\nservices:\n  orders: { connectTimeout: 60s, " + orders.formatted(urls) + " }\n");
        Hauberk hauberk = Hauberk.loader(file).unwatched().load();
        opened.add(hauberk);
        mesh = Mesh.of(hauberk);
        opened.add(mesh);
        return mesh.okHttp();
    }

    private RawServer server(String name) throws IOException {
        return server(Script.ok(name));
    }

    private RawServer server(Script script) throws IOException {
        RawServer server = RawServer.start(script);
        opened.add(server);
        return server;
    }

    /** How many of so many calls each server answered. */
    private static TreeMap<String, Integer> answers(OkHttpClient http, int calls) throws IOException {
        TreeMap<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < calls; i++) {
            answers.merge(MeshTest.get(http, "http://orders/"), 1, Integer::sum);
        }
        return answers;
    }

    private static String as(OkHttpClient http, String user) throws IOException {
        return MeshTest.text(
                http,
                new Request.Builder()
                        .url("http://orders/")
                        .header("x-user", user)
                        .build());
    }

    private void goesByKey(String balancer) throws IOException {
        OkHttpClient http = client(
                "endpoints: [ \"%s\", \"%s\", \"%s\" ], balance: { " + balancer + ": { header: x-user } }",
                server("one"),
                server("two"),
                server("three"));
        Set<String> used = new HashSet<>();
        for (int user = 0; user < 30; user++) {
            String first = as(http, "user-" + user);
            assertThat(as(http, "user-" + user)).isEqualTo(first);
            assertThat(as(http, "user-" + user)).isEqualTo(first);
            used.add(first);
        }
        assertThat(used).hasSize(3);
        assertThat(answers(http, 60)).as("without the key").hasSize(3);
    }

    @Test
    void ringHashSendsAUserToTheSameServer() throws IOException {
        goesByKey("ringHash");
    }

    @Test
    void maglevSendsAUserToTheSameServer() throws IOException {
        goesByKey("maglev");
    }

    @Test
    void aStickyCookieInTheUsersJarLeadsBack() throws IOException {
        OkHttpClient http = client(
                        "endpoints: [ \"%s\", \"%s\", \"%s\" ], balance: { sticky: { cookie: shop, balance: roundRobin } }",
                        server("one"), server("two"), server("three"))
                .newBuilder()
                .cookieJar(new Kept())
                .build();
        String first = MeshTest.get(http, "http://orders/");
        assertThat(answers(http, 12)).containsOnlyKeys(first);
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            others.add(MeshTest.get(http.newBuilder().cookieJar(new Kept()).build(), "http://orders/"));
        }
        assertThat(others).hasSize(3);
    }

    @Test
    void withoutAJarTheCookieIsOnTheAnswer() throws IOException {
        OkHttpClient http = client("endpoints: [ \"%s\" ], balance: { sticky: shop }", server("one"));
        try (Response response =
                http.newCall(MeshTest.request("http://orders/")).execute()) {
            assertThat(response.header("Set-Cookie")).startsWith("shop=").contains("HttpOnly; SameSite=Lax");
            assertThat(response.body().string()).isEqualTo("one");
        }
    }

    @Test
    void peakEwmaLeavesASlowServerAlone() throws Exception {
        RealTime.holds(this::peakEwmaLeavesASlowServerAlone);
    }

    private void peakEwmaLeavesASlowServerAlone(int scale) throws IOException {
        RawServer slow = server((Script) scene -> {
            while (true) {
                scene.readRequest();
                Sleeper.system().sleep(Duration.ofMillis(100L * scale));
                scene.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
            }
        });
        OkHttpClient http =
                client("endpoints: [ \"%s\", \"%s\" ], balance: { peakEwma: { decay: 60s } }", slow, server("fast"));
        assertThat(answers(http, 100).getOrDefault("slow", 0)).isBetween(1, 3);
    }

    @Test
    void callsKeepToTheLabelsAndAreRefusedWhereNobodyHasThem() throws IOException {
        RawServer one = server("one");
        RawServer two = server("two");
        String endpoints =
                "endpoints: [ { url: \"%s\", labels: { version: v1 } }, { url: \"%s\", labels: { version: v2 } } ]";
        assertThat(answers(client(endpoints + ", subset: { version: v2 }", one, two), 10))
                .containsOnlyKeys("two");
        OkHttpClient none = client(endpoints + ", subset: { version: v3 }", one, two);
        assertThatThrownBy(() -> MeshTest.get(none, "http://orders/"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("no-endpoint");
        assertThat(answers(client(endpoints + ", subset: { version: v3 }, subsetFallback: any", one, two), 30))
                .containsOnlyKeys("one", "two");
    }

    @Test
    void callsStayInTheZoneAndTheRecordSaysSo() throws IOException {
        OkHttpClient http = client(
                "endpoints: [ { url: \"%s\", zone: a }, { url: \"%s\", zone: b }, { url: \"%s\", zone: c } ], zone: { own: b, minEndpoints: 3 }",
                server("one"), server("two"), server("three"));
        assertThat(answers(http, 20)).containsOnlyKeys("two");
        Exchange exchange = Exchange.begin(Ticker.system());
        Request request = new Request.Builder()
                .url("http://orders/")
                .tag(Exchange.class, exchange)
                .build();
        assertThat(MeshTest.text(http, request)).isEqualTo("two");
        assertThat(exchange.decisions().toString()).contains("of 1 in our own zone b (of 3)");
    }

    @Test
    void theSecondPriorityTakesOverWhereTheFirstIsDown() throws IOException {
        RawServer down = server("down");
        OkHttpClient http = client(
                "endpoints: [ \"%s\", { url: \"%s\", priority: 1 } ], outlierDetection: { consecutiveFailures: 2 }",
                down, server("second"));
        assertThat(answers(http, 5)).containsOnlyKeys("down");
        down.close();
        assertThat(answers(http, 10)).containsOnlyKeys("second");
    }

    @Test
    void whoIsLeavingGetsNothingWhileAnotherIsLeft() throws IOException {
        RawServer stays = server("stays");
        OkHttpClient http = client("endpoints: [ { url: \"%s\", leaving: true }, \"%s\" ]", server("leaves"), stays);
        assertThat(answers(http, 20)).containsOnlyKeys("stays");
        stays.close();
        assertThat(answers(http, 5)).containsOnlyKeys("leaves");
    }

    @Test
    void aClientUsesItsPartOfManyServers() throws IOException {
        RawServer[] servers = new RawServer[6];
        for (int i = 0; i < servers.length; i++) {
            servers[i] = server("server-" + i);
        }
        String endpoints =
                "endpoints: [ \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\" ], subsetting: { size: 2, number: ";
        Set<String> used = new HashSet<>();
        for (int client = 0; client < 3; client++) {
            Set<String> its =
                    answers(client(endpoints + client + " }", servers), 30).keySet();
            assertThat(its).hasSize(2);
            used.addAll(its);
        }
        assertThat(used).as("three clients share out six servers").hasSize(6);
    }

    /** Keeps cookies for as long as it lives. */
    private static final class Kept implements CookieJar {
        private final List<Cookie> cookies = new ArrayList<>();

        @Override
        public List<Cookie> loadForRequest(HttpUrl url) {
            return List.copyOf(cookies);
        }

        @Override
        public void saveFromResponse(HttpUrl url, List<Cookie> received) {
            received.forEach(one -> cookies.removeIf(old -> old.name().equals(one.name())));
            cookies.addAll(received);
        }
    }
}
